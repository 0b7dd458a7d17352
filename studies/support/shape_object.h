#pragma once
// One object of a Shapeset-3×2 image: what is drawn at random about it, the outline that follows,
// and the rule on how much of an earlier object a later one may hide. shapeset.h makes images of
// them.
//
// Note "rules of Shapeset". The paper (Glorot & Bengio 2010, section 2.1 and figure 1) names the
// ingredients and gives no range. The ranges here are those of the generator that the first author
// released in the same year, in its configuration "Shapeset-3*2", written anew from their
// description. What the description leaves open is marked "Assumed".

#include <array>
#include <cstddef>
#include <cstdint>

#include "studies/support/polygon.h"
#include "tensor/random.h"

namespace studies::shapeset {

inline constexpr int kImageSide = 32;  // pixels; figure 1 shows 64 × 64 for print
// Pixels between any object and the border. Assumed: measured from the outer side of the outermost
// pixels, so that outlines keep within 1 … 31 and those pixels show the background.
inline constexpr double kMargin = 1;
inline constexpr double kLeastScale = 0.2 * kImageSide;
inline constexpr double kMostScale = 0.8 * kImageSide;
inline constexpr double kMostHiddenShare = 0.5;  // the paper's own number

// All angles come from one grid of 255 rotations over a full turn. Assumed: both ends of the turn
// belong to it, since the rules count to 254 wherever they speak of a whole turn.
inline constexpr int kRotations = 255;

enum class Category : std::uint8_t { triangle, parallelogram, ellipse };
inline constexpr std::array<std::size_t, 3> kCorners = {3, 4, 20};  // an ellipse has 20 corners

struct ShapeObject {
  Category category{};
  int shear = 0;     // index of r1 in the grid: within about ±π/corners of 0
  int rotation = 0;  // index of r3 in the grid: any orientation
  int grey = 0;
  double s0 = 0, s1 = 0;  // pixels, s0 ≥ s1
  Point centre;
  Polygon outline;  // relative to `centre`
};

// The regular polygon · R(r1) · diag(s0, s1) · R(r2) · R(r3): any triangle, parallelogram or
// ellipse. R(r2) makes the base edge, which the shear has tilted, horizontal again.
Polygon deformed(Category category, int shear, double s0, double s1, int rotation);

// Category, shear, rotation and grey, in this order. The grey is uniform on first_grey … last_grey.
ShapeObject draw_kind(gradflow::Rng& rng, int first_grey, int last_grey);

// Scales, sorted, and the centre, uniform over the positions that leave the margin free; sets the
// outline. Assumed: both are real numbers, not whole pixels.
void draw_place(ShapeObject& object, gradflow::Rng& rng);

// The part of `earlier` that `later` is taken to hide: an estimate along the line of centres, not
// the area of the intersection. With d the distance of the centres and p how far the two reach
// towards each other, 0 if p < d, else 1 - 2^(-(p-d)/d) of the later one's area over the earlier
// one's. The centre of the earlier one is cut to whole pixels first, as the released generator
// stores it. Assumed: only here, not where the object is drawn.
double hidden_share(const ShapeObject& earlier, const ShapeObject& later);

}  // namespace studies::shapeset
