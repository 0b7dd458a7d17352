#pragma once
// Plane geometry for the shapes of Shapeset: regular polygons, linear maps of them, and filling
// them on a grid of pixels. A polygon here is convex, because every one is a linear image of a
// regular one, and its corners are given relative to its centre of mass, which such a map keeps at
// 0. Lengths are pixels; x runs to the right and y downwards; pixel (column, row) covers the square
// from (column, row) to (column + 1, row + 1).

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace studies::shapeset {

struct Point {
  double x = 0;
  double y = 0;
};

// A linear map of row vectors: (x, y) · [[xx, xy], [yx, yy]].
struct LinearMap {
  double xx = 1, xy = 0;
  double yx = 0, yy = 1;

  Point operator()(Point p) const { return {p.x * xx + p.y * yx, p.x * xy + p.y * yy}; }
};

// First `a`, then `b`.
LinearMap then(const LinearMap& a, const LinearMap& b);
LinearMap scaling(double x, double y);
// R(angle) = [[cos, sin], [-sin, cos]] of an angle that is given by its cosine and sine.
LinearMap rotation(double cosine, double sine);

// Corners relative to the centre of mass, in order around it.
class Polygon {
 public:
  static constexpr std::size_t kMaxCorners = 20;

  Polygon() = default;
  // ArgumentError for fewer than 3 corners or more than kMaxCorners.
  explicit Polygon(std::span<const Point> corners);

  std::span<const Point> corners() const& { return {corners_.data(), count_}; }
  std::span<const Point> corners() const&& = delete;  // the span would outlive its polygon
  Polygon mapped(const LinearMap& map) const;

  // How far the polygon reaches from its centre in the direction of a vector, times the length of
  // that vector.
  double reach(Point direction) const;

 private:
  std::array<Point, kMaxCorners> corners_{};
  std::size_t count_ = 0;
};

// Corner t at the angle 2π (t/n + 1/(2n) + 1/4) on a circle of radius 1/2 about 0. The edge from
// the last corner to the first is horizontal, and is the lowest one since y runs downwards.
Polygon regular_polygon(std::size_t corners);

// Sets the pixels whose middle lies inside the polygon moved to `centre`, with no smoothing.
// `pixels` is an image of rows `width` long; what falls outside it is left out.
void fill(const Polygon& polygon, Point centre, std::uint8_t grey, std::span<std::uint8_t> pixels,
          int width);

}  // namespace studies::shapeset
