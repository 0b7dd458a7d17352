// Shapeset-3×2 against the rules it is drawn from: form, place and overlap of its objects, and the
// pixels that show them. Each test is one rule.

#include "studies/support/shape_object.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include "tests/studies/support/shapeset_sample.h"

namespace studies::shapeset {
namespace {

double cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }

double area(const Polygon& polygon) {
  const auto corners = polygon.corners();
  double twice = 0;
  for (std::size_t i = 0; i < corners.size(); ++i)
    twice += cross(corners[i], corners[(i + 1) % corners.size()]);
  return twice / 2;
}

TEST(ShapeObjectRules, ShearStaysWithinAboutPiOverCornersOfZero) {
  for_each_object([](const Example&, const ShapeObject& object) {
    const int steps = object.shear <= 127 ? object.shear : object.shear - 254;
    const double angle = 2 * std::numbers::pi * steps / 254;
    const auto corners = static_cast<double>(object.outline.corners().size());
    EXPECT_LE(std::abs(angle), std::numbers::pi / corners + 1e-12);
  });
}

TEST(ShapeObjectRules, ShearsOfACategoryAreEquallyLikelyButForATrianglesLast) {
  std::map<std::size_t, std::map<int, int>> by_corners;
  for (const Example& example : sample()) {
    const ShapeObject& object = example.objects()[0];
    ++by_corners[object.outline.corners().size()][object.shear];
  }
  EXPECT_EQ(by_corners.size(), 3U);
  for (const auto& [corners, shears] : by_corners) {
    std::vector<int> counts;
    for (const auto& [shear, count] : shears) counts.push_back(count);
    if (corners == 3) {  // twice as often
      counts.back() /= 2;
      counts.push_back(counts.back());
    }
    EXPECT_EQ(counts.size(), 255 / corners);
    expect_even(counts);
  }
}

TEST(ShapeObjectRules, RotationsCoverTheWholeTurn) {
  std::vector<double> rotations;
  for (const Example& example : sample()) rotations.push_back(example.objects()[0].rotation);
  expect_uniform_integers(rotations, 0, 253);
}

TEST(ShapeObjectRules, BaseEdgePointsAlongTheRealRotation) {
  for_each_object([](const Example&, const ShapeObject& object) {
    const Point first = object.outline.corners().front();
    const Point last = object.outline.corners().back();
    // The base runs from the first corner, left, to the last one, right.
    const Point edge = {last.x - first.x, last.y - first.y};
    const double angle = 2 * std::numbers::pi * object.rotation / 254;
    const Point turned = {std::cos(angle), std::sin(angle)};
    EXPECT_NEAR(cross(edge, turned), 0, 1e-10);
    EXPECT_GT(edge.x * turned.x + edge.y * turned.y, 0);
  });
}

TEST(ShapeObjectRules, QuadrilateralsAreParallelograms) {
  for_each_object([](const Example&, const ShapeObject& object) {
    if (object.category != Category::parallelogram) return;
    const auto corners = object.outline.corners();
    ASSERT_EQ(corners.size(), 4u);
    EXPECT_NEAR(corners[0].x + corners[2].x, corners[1].x + corners[3].x, 1e-12);
    EXPECT_NEAR(corners[0].y + corners[2].y, corners[1].y + corners[3].y, 1e-12);
  });
}

// Moments of the corners of a regular polygon are those of its circle, so M = 4/n Σ pᵀp is the
// quadratic form of the image of the circle of radius 1/2: every corner has p M⁻¹ pᵀ = 1/2.
TEST(ShapeObjectRules, TwentyCornersLieOnAnEllipseOfTheTwoScales) {
  for_each_object([](const Example&, const ShapeObject& object) {
    if (object.category != Category::ellipse) return;
    const auto corners = object.outline.corners();
    ASSERT_EQ(corners.size(), 20u);
    double xx = 0, xy = 0, yy = 0;
    for (const Point& p : corners) {
      xx += p.x * p.x / 5;
      xy += p.x * p.y / 5;
      yy += p.y * p.y / 5;
    }
    const double determinant = xx * yy - xy * xy;
    for (const Point& p : corners)
      EXPECT_NEAR((yy * p.x * p.x - 2 * xy * p.x * p.y + xx * p.y * p.y) / determinant, 0.5, 1e-9);
    const double semi_major_square = (xx + yy) / 2 + std::sqrt((xx - yy) * (xx - yy) / 4 + xy * xy);
    EXPECT_NEAR(std::sqrt(semi_major_square / 2), object.s0 / 2, 1e-9);
  });
}

TEST(ShapeObjectRules, AreaIsThatOfTheRegularPolygonTimesBothScales) {
  for_each_object([](const Example&, const ShapeObject& object) {
    const double regular = area(regular_polygon(object.outline.corners().size()));
    EXPECT_NEAR(area(object.outline), regular * object.s0 * object.s1, 1e-9);
  });
}

TEST(ShapeObjectRules, WholeObjectsStayOnePixelInsideTheBorder) {
  for_each_object([](const Example&, const ShapeObject& object) {
    for (const Point& corner : object.outline.corners()) {
      EXPECT_GE(object.centre.x + corner.x, 1 - 1e-9);
      EXPECT_LE(object.centre.x + corner.x, 31 + 1e-9);
      EXPECT_GE(object.centre.y + corner.y, 1 - 1e-9);
      EXPECT_LE(object.centre.y + corner.y, 31 + 1e-9);
    }
  });
}

TEST(ShapeObjectRules, CentresAreUniformOverTheRoomThereIs) {
  std::vector<double> across;
  std::vector<double> down;
  for (const Example& example : sample()) {
    const ShapeObject& object = example.objects()[0];
    const Polygon& outline = object.outline;
    const auto place = [](double centre, double before, double after) {
      return (centre - 1 - before) / (30 - before - after);
    };
    across.push_back(place(object.centre.x, outline.reach({-1, 0}), outline.reach({1, 0})));
    down.push_back(place(object.centre.y, outline.reach({0, -1}), outline.reach({0, 1})));
  }
  expect_uniform(across, 0, 1);
  expect_uniform(down, 0, 1);
}

// The rule as it is worded, from the corners alone.
double hidden_share_as_worded(const ShapeObject& earlier, const ShapeObject& later) {
  const Point old_centre = {std::floor(earlier.centre.x), std::floor(earlier.centre.y)};
  const Point way = {later.centre.x - old_centre.x, later.centre.y - old_centre.y};
  const double d = std::hypot(way.x, way.y);
  double old_towards_new = -1e9;
  double new_towards_old = -1e9;
  for (const Point& p : earlier.outline.corners())
    old_towards_new = std::max(old_towards_new, (p.x * way.x + p.y * way.y) / d);
  for (const Point& p : later.outline.corners())
    new_towards_old = std::max(new_towards_old, -(p.x * way.x + p.y * way.y) / d);
  const double projection = old_towards_new + new_towards_old;
  if (projection < d) return 0;
  const double f = 1 - std::exp(-(projection - d) * std::log(2.0) / d);
  return area(later.outline) * f / area(earlier.outline);
}

TEST(ShapeObjectRules, SecondObjectHidesAtMostHalfOfTheFirst) {
  double most = 0;
  for (const Example& example : sample()) {
    if (example.object_count < 2) continue;
    const ShapeObject& first = example.objects()[0];
    const ShapeObject& second = example.objects()[1];
    const double share = hidden_share_as_worded(first, second);
    EXPECT_LE(share, 0.5 + 1e-9);
    EXPECT_NEAR(share, hidden_share(first, second), 1e-9);
    most = std::max(most, share);
  }
  EXPECT_GT(most, 0.499);
}

bool strictly_inside(const ShapeObject& object, Point p) {
  const auto corners = object.outline.corners();
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Point a = corners[i];
    const Point b = corners[(i + 1) % corners.size()];
    const Point to_p = {p.x - object.centre.x - a.x, p.y - object.centre.y - a.y};
    if (cross({b.x - a.x, b.y - a.y}, to_p) <= 0) return false;
  }
  return true;
}

TEST(ShapeObjectRules, PixelsShowTheTopmostObjectAtTheirMiddle) {
  for (std::size_t n = 0; n < 2000; ++n) {
    const Example& example = sample()[n];
    for (int i = 0; i < kPixels; ++i) {
      int grey = example.background;
      for (const ShapeObject& object : example.objects())
        if (strictly_inside(object, {i % 32 + 0.5, i / 32 + 0.5})) grey = object.grey;
      ASSERT_EQ(example.pixels[static_cast<std::size_t>(i)], grey)
          << "example " << n << " at " << i;
    }
  }
}

TEST(ShapeObjectRules, BorderPixelsShowTheBackground) {
  for (const Example& example : sample())
    for (std::size_t i = 0; i < 32; ++i)
      for (const std::size_t pixel : {i, 31 * 32 + i, 32 * i, 32 * i + 31})
        ASSERT_EQ(example.pixels[pixel], example.background);
}

}  // namespace
}  // namespace studies::shapeset
