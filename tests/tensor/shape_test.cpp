#include "tensor/shape.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "tensor/dtype.h"
#include "tests/support/expect_error.h"

namespace gradflow {
namespace {

using testing::expect_error;

TEST(Shape, OfNoExtentsIsAScalarWithOneElement) {
  const Shape scalar;
  EXPECT_EQ(scalar.rank(), 0);
  EXPECT_EQ(scalar.elements(), 1);
  EXPECT_EQ(scalar, Shape{});
  EXPECT_EQ(to_string(scalar), "[]");
}

TEST(Shape, MultipliesItsExtents) {
  EXPECT_EQ((Shape{2, 3, 4}.elements()), 24);
  EXPECT_EQ((Shape{2, 0, 4}.elements()), 0);
  EXPECT_EQ((Shape{1, 1, 1, 1, 1, 1, 1, 1}.elements()), 1);
}

TEST(Shape, EqualsOneOfTheSameRankAndExtentsOnly) {
  EXPECT_EQ((Shape{2, 3}), (Shape{2, 3}));
  EXPECT_NE((Shape{2, 3}), (Shape{3, 2}));
  EXPECT_NE((Shape{2, 3}), (Shape{2, 3, 1}));
  EXPECT_NE((Shape{1}), Shape{});
  EXPECT_NE((Shape{0, 3}), (Shape{0, 4}));
}

TEST(Shape, PrintsAsAListThroughFmt) {
  EXPECT_EQ(fmt::format("{}", Shape{10, 1000}), "[10, 1000]");
  EXPECT_EQ(fmt::format("{}", Shape{7}), "[7]");
}

TEST(Shape, RefusesExtentsThatAreNone) {
  expect_error<ArgumentError>([] { Shape{2, -3}; }, "Shape: extent -3 of axis 1 is negative");
  expect_error<ArgumentError>([] { Shape{0, -1}; }, "Shape: extent -1 of axis 1 is negative");
  expect_error<ArgumentError>([] { Shape{1, 1, 1, 1, 1, 1, 1, 1, 1}; },
                              "Shape: 9 extents given, at most 8 are possible");
}

TEST(Shape, HoldsUpTo2To48Elements) {
  constexpr std::int64_t kMost = std::int64_t{1} << 48;
  EXPECT_EQ((Shape{kMost}.elements()), kMost);
  expect_error<ArgumentError>([] { Shape{kMost + 1}; },
                              "Shape: [281474976710657] is more than 2^48 elements");
  expect_error<ArgumentError>(
      [] {
        Shape{kMost, 2};
      },
      "Shape: [281474976710656, 2] is more than 2^48 elements");
}

TEST(Shape, ThatIsEmptyHasPartsThatDoNotOverflow) {
  constexpr std::int64_t kMost = std::int64_t{1} << 48;
  EXPECT_EQ((Shape{0, kMost}.inner(0)), kMost);
  expect_error<ArgumentError>(
      [] {
        Shape{0, kMost, 2};
      },
      "Shape: [0, 281474976710656, 2] is more than 2^48 elements");
}

TEST(Shape, CountsAnAxisFromEitherEnd) {
  const Shape shape{2, 3, 4};
  EXPECT_EQ(shape.axis(0, "sum"), 0);
  EXPECT_EQ(shape.axis(2, "sum"), 2);
  EXPECT_EQ(shape.axis(-1, "sum"), 2);
  EXPECT_EQ(shape.axis(-3, "sum"), 0);
}

TEST(Shape, NamesTheOperationThatAsksForAnAxisItHasNot) {
  const Shape shape{2, 3};
  expect_error<ShapeError>([&] { shape.axis(2, "sum"); }, "sum: [2, 3] has no axis 2");
  expect_error<ShapeError>([&] { shape.axis(-3, "max"); }, "max: [2, 3] has no axis -3");
  expect_error<ShapeError>([] { Shape{}.axis(0, "sum"); }, "sum: [] has no axis 0");
}

TEST(Shape, SplitsAroundAnAxis) {
  const Shape shape{2, 3, 4, 5};
  EXPECT_EQ(shape.outer(0), 1);
  EXPECT_EQ(shape.inner(0), 60);
  EXPECT_EQ(shape.outer(2), 6);
  EXPECT_EQ(shape.inner(2), 5);
  EXPECT_EQ(shape.inner(3), 1);
  EXPECT_EQ(shape.with_extent(1, 7), (Shape{2, 7, 4, 5}));
  EXPECT_EQ(shape.without_axis(1), (Shape{2, 4, 5}));
  EXPECT_EQ((Shape{3}.without_axis(0)), Shape{});
}

TEST(Broadcast, MatchesExtentsFromTheLastAxisBack) {
  EXPECT_EQ(broadcast(Shape{2, 3}, Shape{3}, "add"), (Shape{2, 3}));
  EXPECT_EQ(broadcast(Shape{3}, Shape{2, 3}, "add"), (Shape{2, 3}));
  EXPECT_EQ(broadcast(Shape{2, 1}, Shape{1, 3}, "add"), (Shape{2, 3}));
  EXPECT_EQ(broadcast(Shape{}, Shape{2, 3}, "add"), (Shape{2, 3}));
  EXPECT_EQ(broadcast(Shape{5, 1, 4}, Shape{3, 1}, "add"), (Shape{5, 3, 4}));
  EXPECT_EQ(broadcast(Shape{1, 1}, Shape{1}, "add"), (Shape{1, 1}));
}

TEST(Broadcast, StretchesAnExtentOf1ToNone) {
  EXPECT_EQ(broadcast(Shape{0, 3}, Shape{1, 3}, "add"), (Shape{0, 3}));
  EXPECT_EQ(broadcast(Shape{0}, Shape{}, "add"), (Shape{0}));
}

TEST(Broadcast, NamesTheAxisThatDoesNotFit) {
  expect_error<ShapeError>(
      [] {
        broadcast(Shape{10, 4}, Shape{3}, "add");
      },
      "add: [10, 4] and [3] do not broadcast: extents 4 and 3 of axis -1 "
      "differ and neither is 1");
  expect_error<ShapeError>(
      [] {
        broadcast(Shape{2, 4}, Shape{3, 4}, "multiply");
      },
      "multiply: [2, 4] and [3, 4] do not broadcast: extents 2 and 3 of axis "
      "-2 differ and neither is 1");
  expect_error<ShapeError>([] { broadcast(Shape{0}, Shape{3}, "add"); },
                           "add: [0] and [3] do not broadcast: extents 0 and 3 of axis -1 differ "
                           "and neither is 1");
}

TEST(Broadcast, KnowsWhatStretchesToWhat) {
  EXPECT_TRUE(broadcasts_to(Shape{}, Shape{2, 3}));
  EXPECT_TRUE(broadcasts_to(Shape{3}, Shape{2, 3}));
  EXPECT_TRUE(broadcasts_to(Shape{2, 1}, Shape{2, 3}));
  EXPECT_TRUE(broadcasts_to(Shape{1}, Shape{0}));
  EXPECT_FALSE(broadcasts_to(Shape{2}, Shape{2, 3}));
  EXPECT_FALSE(broadcasts_to(Shape{2, 3}, Shape{3}));
  EXPECT_FALSE(broadcasts_to(Shape{1, 3}, Shape{3}));
  EXPECT_FALSE(broadcasts_to(Shape{3}, Shape{1}));
}

}  // namespace
}  // namespace gradflow
