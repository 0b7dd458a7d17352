#include "tensor/pad.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow {
namespace {

using testing::doubles;
using testing::expect_error;
using testing::same_bits;
using testing::ThreadCount;

TEST(Pad, PutsAFrameAround) {
  const Tensor x = Tensor::from({2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(doubles(pad(x, {{1, 0}, {0, 2}}, 9)),
            (std::vector<double>{9, 9, 9, 9, 1, 2, 9, 9, 3, 4, 9, 9}));
  EXPECT_EQ(doubles(pad(x.to(DType::int32), {{0, 0}, {1, 0}}, -1)),
            (std::vector<double>{-1, 1, 2, -1, 3, 4}));
  EXPECT_EQ(doubles(pad(Tensor::zeros({0, 1}), {{1, 1}, {0, 0}}, 5)), (std::vector<double>{5, 5}));
  EXPECT_TRUE(pad(x, {{0, 0}, {0, 0}}).shares_storage_with(x));
  EXPECT_EQ(pad(Tensor::scalar(3), {}).item(), 3);
}

TEST(Pad, IsUndoneByUnpadOnAnyNumberOfThreads) {
  const Tensor x = Tensor::arange(30 * 50 * 70).reshape({30, 50, 70});
  const std::vector<AxisPadding> frame = {{2, 1}, {0, 3}, {4, 0}};
  const Tensor padded = pad(x, frame, -1);
  EXPECT_EQ(padded.shape(), (Shape{33, 53, 74}));
  EXPECT_EQ(padded.at({2, 0, 4}), 0);
  EXPECT_EQ(padded.at({31, 49, 73}), 30 * 50 * 70 - 1);
  EXPECT_EQ(padded.at({32, 0, 4}), -1);
  for (const int team : {1, 2, 3, 7}) {
    const ThreadCount guard(team);
    EXPECT_TRUE(same_bits(pad(x, frame, -1), padded)) << team << " threads";
    EXPECT_TRUE(same_bits(unpad(padded, frame), x)) << team << " threads";
  }
}

TEST(Pad, NamesAFrameThatIsNone) {
  const Tensor x = Tensor::zeros({2, 3});
  expect_error<ShapeError>(
      [&] {
        pad(x, {{1, 1}});
      },
      "pad: 1 paddings for [2, 3]; expected one for each axis");
  expect_error<ArgumentError>(
      [&] {
        pad(x, {{0, 0}, {-1, 2}});
      },
      "pad: axis 1 is padded by -1 before and 2 after; expected 0 to 2^48");
  EXPECT_THROW(pad(x, {{0, 0}, {0, (std::int64_t{1} << 48) + 1}}), ArgumentError);
  const std::vector<AxisPadding> wide = {{0, 0}, {2, 2}};
  expect_error<ShapeError>([&] { unpad(x, wide); },
                           "unpad: axis 1 of [2, 3] is smaller than its padding, 2 + 2");
  const std::vector<AxisPadding> huge = {{0, 0}, {std::numeric_limits<std::int64_t>::max(), 1}};
  expect_error<ArgumentError>([&] { unpad(x, huge); },
                              "unpad: axis 1 is padded by 9223372036854775807 before and 1 after; "
                              "expected 0 to 2^48");
}

}  // namespace
}  // namespace gradflow
