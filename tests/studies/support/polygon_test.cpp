// The plane geometry under Shapeset, against forms that are known.

#include "studies/support/polygon.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "tensor/error.h"
#include "tests/support/expect_error.h"

namespace studies::shapeset {
namespace {

using gradflow::testing::expect_error;

TEST(Polygon, RegularOnesLieOnACircleOfRadiusHalf) {
  for (const std::size_t n : {3u, 4u, 20u}) {
    const Polygon polygon = regular_polygon(n);
    ASSERT_EQ(polygon.corners().size(), n);
    for (const Point& corner : polygon.corners())
      EXPECT_NEAR(std::hypot(corner.x, corner.y), 0.5, 1e-15);
  }
}

TEST(Polygon, BaseEdgeIsHorizontalAndLowest) {
  for (const std::size_t n : {3u, 4u, 20u}) {
    const Polygon polygon = regular_polygon(n);
    EXPECT_NEAR(polygon.corners().front().y, polygon.corners().back().y, 1e-15);
    EXPECT_NEAR(polygon.corners().front().y, polygon.reach({0, 1}), 1e-15);
  }
}

TEST(Polygon, MapsMultiplyRowVectorsFromTheRight) {
  const double angle = std::numbers::pi / 6;
  const LinearMap map = then(scaling(2, 1), rotation(std::cos(angle), std::sin(angle)));
  const Point image = map({1, 0});
  EXPECT_NEAR(image.x, 2 * std::cos(angle), 1e-15);
  EXPECT_NEAR(image.y, 2 * std::sin(angle), 1e-15);
}

TEST(Polygon, ReachIsTheSupportOfTheOutline) {
  const Point corners[] = {{-2, -1}, {2, -1}, {0, 2}};
  const Polygon triangle(corners);
  EXPECT_EQ(triangle.reach({1, 0}), 2);
  EXPECT_EQ(triangle.reach({0, 1}), 2);
  EXPECT_EQ(triangle.reach({0, -1}), 1);
}

TEST(Polygon, FillTakesThePixelsWhoseMiddleIsInside) {
  const Point corners[] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
  std::vector<std::uint8_t> pixels(6 * 5, 0);
  fill(Polygon(corners), {2.6, 2.4}, 9, pixels, 6);  // covers 1.6 … 3.6 by 1.4 … 3.4
  for (int row = 0; row < 5; ++row)
    for (int column = 0; column < 6; ++column)
      EXPECT_EQ(pixels[static_cast<std::size_t>(6 * row + column)],
                column >= 2 && column <= 3 && row >= 1 && row <= 2 ? 9 : 0)
          << column << ", " << row;
}

TEST(Polygon, NeighboursShareNoPixelAndLeaveNone) {
  const Point square[] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
  std::vector<std::uint8_t> left(4 * 4, 0);
  std::vector<std::uint8_t> right(4 * 4, 0);
  fill(Polygon(square), {1.5, 2}, 1, left, 4);   // meet at x = 2.5, the middle of column 2
  fill(Polygon(square), {3.5, 2}, 1, right, 4);  // and this one leaves the image
  for (std::size_t i = 0; i < left.size(); ++i)
    EXPECT_EQ(left[i] + right[i], i / 4 == 1 || i / 4 == 2 ? 1 : 0) << i;
}

TEST(Polygon, RefusesTooFewOrTooManyCorners) {
  expect_error<gradflow::ArgumentError>([] { regular_polygon(2); },
                                        "Polygon: 2 corners given, expected 3 to 20");
  expect_error<gradflow::ArgumentError>([] { regular_polygon(21); },
                                        "Polygon: 21 corners given, expected 3 to 20");
}

}  // namespace
}  // namespace studies::shapeset
