// Who holds a tensor's elements, and who may write them.
#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "tensor/tensor.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow {
namespace {

using testing::doubles;
using testing::expect_error;

TEST(Sharing, IsWhatACopyDoes) {
  const Tensor x = Tensor::ones(Shape{3});
  EXPECT_TRUE(x.sole_owner());
  const Tensor copy = x;
  EXPECT_TRUE(copy.shares_storage_with(x));
  EXPECT_FALSE(x.sole_owner());
  EXPECT_EQ(copy.values<float>().data(), x.values<float>().data());
}

TEST(Sharing, EndsWithTheOtherHandle) {
  Tensor x = Tensor::ones(Shape{3});
  {
    const Tensor copy = x;
    EXPECT_FALSE(x.sole_owner());
  }
  EXPECT_TRUE(x.sole_owner());
  EXPECT_NO_THROW(x.edit<float>());
}

TEST(Sharing, IsNotWhatAMoveDoes) {
  Tensor x = Tensor::ones(Shape{3});
  Tensor moved = std::move(x);
  EXPECT_TRUE(moved.sole_owner());
  x = std::move(moved);
  EXPECT_TRUE(x.sole_owner());
}

TEST(Sharing, SurvivesSelfAssignment) {
  Tensor x = Tensor::full(Shape{3}, 2);
  const Tensor& same = x;
  x = same;
  EXPECT_TRUE(x.sole_owner());
  EXPECT_EQ(x.at({1}), 2);
}

TEST(Sharing, MakesATensorReadOnly) {
  Tensor x = Tensor::zeros(Shape{2, 3});
  std::optional<Tensor> copy = x;
  expect_error<SharedError>([&] { x.edit<float>(); },
                            "edit: tensor [2, 3] float32 is shared by 2 handles and so read-only; "
                            "edit a clone()");
  expect_error<SharedError>([&] { copy->edit<float>(); },
                            "edit: tensor [2, 3] float32 is shared by 2 handles and so read-only; "
                            "edit a clone()");
  const Tensor third = copy->reshape({6});
  expect_error<SharedError>([&] { x.edit<float>(); },
                            "edit: tensor [2, 3] float32 is shared by 3 handles and so read-only; "
                            "edit a clone()");
}

TEST(Sharing, IsRefusedAfterTheTypeIs) {
  Tensor x = Tensor::zeros(Shape{2});
  const Tensor copy = x;
  EXPECT_THROW(x.edit<double>(), TypeError);
}

TEST(Sharing, LeavesACloneAlone) {
  Tensor x = Tensor::from(Shape{2}, {1, 2});
  const Tensor view = x;
  Tensor copy = x.clone();
  EXPECT_FALSE(copy.shares_storage_with(x));
  copy.edit<float>()[0] = 9;
  EXPECT_EQ(doubles(x), (std::vector<double>{1, 2}));
  EXPECT_EQ(doubles(copy), (std::vector<double>{9, 2}));
}

TEST(Reshape, SharesTheElementsInRowMajorOrder) {
  const Tensor x = Tensor::arange(6).reshape({2, 3});
  const Tensor y = x.reshape({3, 2});
  EXPECT_TRUE(y.shares_storage_with(x));
  EXPECT_EQ(y.at({2, 0}), 4);
  EXPECT_EQ(x.reshape(Shape{6, 1, 1}).shape(), (Shape{6, 1, 1}));
  EXPECT_EQ(Tensor::ones(Shape{1, 1}).reshape({}).shape(), Shape{});
  EXPECT_EQ(Tensor::zeros(Shape{0, 3}).reshape({5, 0}).shape(), (Shape{5, 0}));
}

TEST(Reshape, InfersOneExtent) {
  const Tensor x = Tensor::arange(6);
  EXPECT_EQ(x.reshape({-1, 2}).shape(), (Shape{3, 2}));
  EXPECT_EQ(x.reshape({2, -1}).shape(), (Shape{2, 3}));
  EXPECT_EQ(x.reshape({-1}).shape(), (Shape{6}));
  EXPECT_EQ(Tensor::scalar(1).reshape({-1}).shape(), (Shape{1}));
  EXPECT_EQ(Tensor::zeros(Shape{0, 3}).reshape({-1, 3}).shape(), (Shape{0, 3}));
}

TEST(Reshape, SaysWhyTheExtentsDoNotFit) {
  const Tensor x = Tensor::arange(6);
  expect_error<ShapeError>(
      [&] {
        (void)x.reshape({4, 2});
      },
      "reshape: [6] has 6 elements, [4, 2] would have 8");
  expect_error<ShapeError>(
      [&] {
        (void)x.reshape({-1, 4});
      },
      "reshape: [6] has 6 elements, which the given extents do not divide");
  expect_error<ShapeError>(
      [&] {
        (void)x.reshape({-1, 0});
      },
      "reshape: [6] has 6 elements, which the given extents do not divide");
  expect_error<ShapeError>(
      [&] {
        (void)x.reshape({-1, -1});
      },
      "reshape: more than one extent is -1");
  expect_error<ArgumentError>(
      [&] {
        (void)x.reshape({-2, -3});
      },
      "Shape: extent -2 of axis 0 is negative");
  expect_error<ArgumentError>(
      [&] {
        (void)x.reshape({1, 1, 1, 1, 1, 1, 1, 1, 6});
      },
      "reshape: 9 extents given, at most 8 are possible");
  constexpr std::int64_t kHuge = std::int64_t{1} << 40;
  expect_error<ArgumentError>(
      [&] {
        (void)x.reshape({kHuge, kHuge, -1});
      },
      "Shape: [1099511627776, 1099511627776, 1] is more than 2^48 elements");
}

TEST(Rows, ShareARangeOfTheLeadingAxis) {
  const Tensor x = Tensor::arange(12, DType::float64).reshape({4, 3});
  const Tensor middle = x.rows(1, 3);
  EXPECT_TRUE(middle.shares_storage_with(x));
  EXPECT_EQ(middle.shape(), (Shape{2, 3}));
  EXPECT_EQ(doubles(middle), (std::vector<double>{3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(doubles(middle.rows(1, 2)), (std::vector<double>{6, 7, 8}));
  EXPECT_EQ(x.rows(4, 4).elements(), 0);
  EXPECT_EQ(middle.clone().bytes(), 48);
  EXPECT_EQ(Tensor::zeros(Shape{3, 0}).rows(1, 3).shape(), (Shape{2, 0}));
}

TEST(Rows, SayWhichRangeIsNone) {
  const Tensor x = Tensor::zeros(Shape{4, 3});
  expect_error<ShapeError>([&] { (void)x.rows(2, 5); }, "rows: 2 to 5 is out of range for [4, 3]");
  expect_error<ShapeError>([&] { (void)x.rows(3, 2); }, "rows: 3 to 2 is out of range for [4, 3]");
  expect_error<ShapeError>([&] { (void)x.rows(-1, 2); },
                           "rows: -1 to 2 is out of range for [4, 3]");
  expect_error<ShapeError>([] { (void)Tensor::scalar(1).rows(0, 1); },
                           "rows: [] has no leading axis");
}

TEST(Sharing, TellsTheSameElementsFromTheirNeighbours) {
  const Tensor x = Tensor::zeros({4, 2});
  const Tensor upper = x.rows(0, 2), lower = x.rows(2, 4);
  EXPECT_TRUE(x.same_elements(x));
  EXPECT_TRUE(upper.same_elements(x.rows(0, 2)));
  EXPECT_FALSE(upper.same_elements(lower));
  EXPECT_FALSE(x.same_elements(upper));
  EXPECT_FALSE(upper.same_elements(upper.reshape({4})));
  EXPECT_FALSE(x.same_elements(x.clone()));
  EXPECT_FALSE(x.same_elements(Tensor()));
  EXPECT_FALSE(Tensor().same_elements(x));
  EXPECT_FALSE(x.same_elements(Tensor::zeros({4, 2}, DType::int32)));
}

}  // namespace
}  // namespace gradflow
