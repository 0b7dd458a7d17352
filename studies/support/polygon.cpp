#include "studies/support/polygon.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "tensor/error.h"

namespace studies::shapeset {

LinearMap then(const LinearMap& a, const LinearMap& b) {
  return {a.xx * b.xx + a.xy * b.yx, a.xx * b.xy + a.xy * b.yy,  //
          a.yx * b.xx + a.yy * b.yx, a.yx * b.xy + a.yy * b.yy};
}

LinearMap scaling(double x, double y) { return {x, 0, 0, y}; }

LinearMap rotation(double cosine, double sine) { return {cosine, sine, -sine, cosine}; }

Polygon::Polygon(std::span<const Point> corners) : count_(corners.size()) {
  gradflow::require(count_ >= 3 && count_ <= kMaxCorners,
                    "Polygon: {} corners given, expected 3 to {}", count_, kMaxCorners);
  std::ranges::copy(corners, corners_.begin());
}

Polygon Polygon::mapped(const LinearMap& map) const {
  Polygon image;
  image.count_ = count_;
  std::ranges::transform(corners(), image.corners_.begin(), map);
  return image;
}

double Polygon::reach(Point direction) const {
  double furthest = -std::numeric_limits<double>::infinity();
  for (const Point& corner : corners())
    furthest = std::max(furthest, corner.x * direction.x + corner.y * direction.y);
  return furthest;
}

Polygon regular_polygon(std::size_t corners) {
  std::array<Point, Polygon::kMaxCorners> points;
  const auto n = static_cast<double>(corners);
  for (std::size_t t = 0; t < std::min(corners, points.size()); ++t) {
    const double angle =
        2 * std::numbers::pi * (static_cast<double>(t) / n + 1 / (2 * n) + 1.0 / 4);
    points[t] = {0.5 * std::cos(angle), 0.5 * std::sin(angle)};
  }
  return Polygon(std::span<const Point>(points.data(), corners));
}

namespace {

// The first column or row whose middle is at `position` or beyond it, kept within 0 … size.
int first_middle_from(double position, int size) {
  return static_cast<int>(std::clamp(std::ceil(position - 0.5), 0.0, static_cast<double>(size)));
}

}  // namespace

void fill(const Polygon& polygon, Point centre, std::uint8_t grey, std::span<std::uint8_t> pixels,
          int width) {
  const int height = static_cast<int>(pixels.size()) / width;
  const double top = centre.y - polygon.reach({0, -1});
  const double bottom = centre.y + polygon.reach({0, 1});
  const std::span<const Point> corners = polygon.corners();
  for (int row = first_middle_from(top, height); row < first_middle_from(bottom, height); ++row) {
    const double y = row + 0.5 - centre.y;
    double left = std::numeric_limits<double>::infinity();
    double right = -left;
    for (std::size_t i = 0; i < corners.size(); ++i) {
      const Point& a = corners[i];
      const Point& b = corners[i + 1 == corners.size() ? 0 : i + 1];
      if ((a.y <= y) == (b.y <= y)) continue;  // does not cross this row of middles
      const double x = centre.x + a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y));
      left = std::min(left, x);
      right = std::max(right, x);
    }
    const int begin = first_middle_from(left, width);
    const int end = first_middle_from(right, width);
    if (begin < end) std::fill_n(pixels.begin() + row * width + begin, end - begin, grey);
  }
}

}  // namespace studies::shapeset
