#include "studies/support/shape_object.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace studies::shapeset {

namespace {

struct Direction {
  double cosine, sine;
};

// A batch of training draws tens of rotations, so their sines are computed once.
const Direction& direction(int index) {
  static const auto kGrid = [] {
    std::array<Direction, kRotations> grid{};
    for (int i = 0; i < kRotations; ++i) {
      const double angle = 2 * std::numbers::pi * i / (kRotations - 1);
      grid[static_cast<std::size_t>(i)] = {std::cos(angle), std::sin(angle)};
    }
    return grid;
  }();
  return kGrid[static_cast<std::size_t>(index)];
}

std::size_t corner_count(Category category) { return kCorners[static_cast<std::size_t>(category)]; }

const Polygon& base_polygon(Category category) {
  static const std::array<Polygon, 3> kBase = {
      regular_polygon(kCorners[0]), regular_polygon(kCorners[1]), regular_polygon(kCorners[2])};
  return kBase[static_cast<std::size_t>(category)];
}

// A regular polygon repeats itself after 1/corners of a turn, so that much is drawn; its upper half
// is moved to the end of the grid, where it stands for angles below 0. As in the original, of a
// triangle's two fall on the last.
int draw_shear(gradflow::Rng& rng, int corners) {
  const auto index = static_cast<int>(rng.integer(0, kRotations / corners - 1));
  if (index <= (kRotations - 1) / (2 * corners)) return index;
  return std::min(kRotations - (kRotations - 1) / corners + index, kRotations - 1);
}

// Proportional to the area: s0 · s1 times the share of its circle that a regular polygon covers.
double relative_area(const ShapeObject& object) {
  static const auto kCover = [] {
    std::array<double, 3> cover{};
    for (std::size_t i = 0; i < cover.size(); ++i) {
      const auto n = static_cast<double>(kCorners[i]);
      cover[i] = n * std::sin(2 * std::numbers::pi / n) / (2 * std::numbers::pi);
    }
    return cover;
  }();
  return object.s0 * object.s1 * kCover[static_cast<std::size_t>(object.category)];
}

}  // namespace

Polygon deformed(Category category, int shear, double s0, double s1, int rotation_index) {
  const auto [shear_cosine, shear_sine] = direction(shear);
  // The base edge points along (cos r1, sin r1) after the shear and along (s0 cos r1, s1 sin r1)
  // after the scaling: r2 is minus that angle, -atan((s1/s0) tan r1), and needs no arc tangent.
  const double x = s0 * shear_cosine;
  const double y = s1 * shear_sine;
  const double length = std::sqrt(x * x + y * y);
  const auto [cosine, sine] = direction(rotation_index);
  const LinearMap sheared = then(rotation(shear_cosine, shear_sine), scaling(s0, s1));
  const LinearMap level = then(sheared, rotation(x / length, -y / length));
  return base_polygon(category).mapped(then(level, rotation(cosine, sine)));
}

ShapeObject draw_kind(gradflow::Rng& rng, int first_grey, int last_grey) {
  ShapeObject object;
  object.category = static_cast<Category>(rng.integer(0, 2));
  object.shear = draw_shear(rng, static_cast<int>(corner_count(object.category)));
  object.rotation = static_cast<int>(rng.integer(0, kRotations - 2));
  object.grey = static_cast<int>(rng.integer(first_grey, last_grey));
  return object;
}

void draw_place(ShapeObject& object, gradflow::Rng& rng) {
  object.s0 = rng.uniform(kLeastScale, kMostScale);
  object.s1 = rng.uniform(kLeastScale, kMostScale);
  if (object.s0 < object.s1) std::swap(object.s0, object.s1);
  object.outline = deformed(object.category, object.shear, object.s0, object.s1, object.rotation);
  // No object is wider than its larger scale, 0.8 of the image, so there is always room.
  const Polygon& outline = object.outline;
  object.centre.x =
      rng.uniform(kMargin + outline.reach({-1, 0}), kImageSide - kMargin - outline.reach({1, 0}));
  object.centre.y =
      rng.uniform(kMargin + outline.reach({0, -1}), kImageSide - kMargin - outline.reach({0, 1}));
}

double hidden_share(const ShapeObject& earlier, const ShapeObject& later) {
  const double dx = later.centre.x - std::trunc(earlier.centre.x);
  const double dy = later.centre.y - std::trunc(earlier.centre.y);
  const double distance = std::sqrt(dx * dx + dy * dy);
  const double area_ratio = relative_area(later) / relative_area(earlier);
  if (distance == 0) return area_ratio;
  const double reached = earlier.outline.reach({dx / distance, dy / distance}) +
                         later.outline.reach({-dx / distance, -dy / distance});
  if (reached < distance) return 0;
  return area_ratio * (1 - std::exp2(-(reached - distance) / distance));
}

}  // namespace studies::shapeset
