#include "tensor/dtype.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "tests/support/expect_error.h"

namespace gradflow {
namespace {

TEST(DType, KnowsItsNameAndSize) {
  EXPECT_EQ(name(DType::float32), "float32");
  EXPECT_EQ(name(DType::float64), "float64");
  EXPECT_EQ(name(DType::int32), "int32");
  EXPECT_EQ(size_in_bytes(DType::float32), 4);
  EXPECT_EQ(size_in_bytes(DType::float64), 8);
  EXPECT_EQ(size_in_bytes(DType::int32), 4);
  EXPECT_EQ(fmt::format("{}", DType::float64), "float64");
}

TEST(DType, FollowsFromTheElementType) {
  static_assert(dtype_of<float>() == DType::float32);
  static_assert(dtype_of<double>() == DType::float64);
  static_assert(dtype_of<std::int32_t>() == DType::int32);
  static_assert(Element<float> && !Element<long> && !Element<const float>);
}

TEST(DType, IsDispatchedToItsElementType) {
  for (const DType dtype : {DType::float32, DType::float64, DType::int32})
    dispatch(dtype, [&]<class T>(T) { EXPECT_EQ(dtype_of<T>(), dtype); });
  for (const DType dtype : {DType::float32, DType::float64})
    dispatch_floating(dtype, "tanh", [&]<class T>(T) { EXPECT_EQ(dtype_of<T>(), dtype); });
}

TEST(DType, OfLabelsIsRefusedByArithmetic) {
  testing::expect_error<TypeError>([] { dispatch_floating(DType::int32, "tanh", [](auto) {}); },
                                   "tanh: takes float32 or float64, not int32");
}

}  // namespace
}  // namespace gradflow
