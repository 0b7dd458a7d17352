#pragma once
// Shapeset-3×2, the synthetic data set of Glorot & Bengio 2010 (section 2.1): grey 32 × 32 images
// of one or two triangles, parallelograms and ellipses, to be told apart as nine classes, drawn as
// they are needed and never repeated. The rules and their sources are in shape_object.h, note
// "rules of Shapeset". Example i of a seed is a function of (seed, i) alone, so that a resumed run
// sees what an uninterrupted one does, and so does any number of threads.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "studies/support/shape_object.h"
#include "tensor/random.h"
#include "tensor/tensor.h"

namespace studies::shapeset {

inline constexpr int kPixels = kImageSide * kImageSide;

// Places of the second object that are refused before it is given up. Assumed: the 50th ends it.
// The most in 360,000 images of seed 1 is 43.
inline constexpr int kMaxRejections = 50;

// Greys are whole numbers, uniform on a range with both ends: dark 0 to 0.45 of white, bright 0.55
// to 1. The background is drawn from one range and every object, on its own, from the other, so two
// objects may be nearly equal.
struct GreyRange {
  int first, last;
};
inline constexpr GreyRange kDark = {0, 114};
inline constexpr GreyRange kBright = {140, 255};

inline constexpr int kClasses = 9;
inline constexpr std::array<std::string_view, kClasses> kClassNames = {"triangle",
                                                                       "parallelogram",
                                                                       "ellipse",
                                                                       "triangle + parallelogram",
                                                                       "parallelogram + ellipse",
                                                                       "triangle + ellipse",
                                                                       "two triangles",
                                                                       "two parallelograms",
                                                                       "two ellipses"};

// Classes are not balanced: half the images have one object, of one of three categories; with two,
// a mixed pair comes in two orders and an equal pair in one. Always answering with one of the
// single shapes errs on 5/6 of the images, which is where the paper's stuck sigmoid network stands.
inline constexpr std::array<double, kClasses> kClassShares = {
    1.0 / 6, 1.0 / 6, 1.0 / 6, 1.0 / 9, 1.0 / 9, 1.0 / 9, 1.0 / 18, 1.0 / 18, 1.0 / 18};

// The class of an image that shows `first`, and `second` if there is one; their order plays no
// part.
int class_of(Category first, std::optional<Category> second);

// How a grey becomes the number that the network sees. The paper does not say; the released
// generator's example scales to [-1, 1].
enum class PixelScale { minus_one_to_one, zero_to_one };

struct Example {
  std::array<std::uint8_t, kPixels> pixels{};  // row by row
  int label = 0;

  // How the picture came about, for tests and figures.
  bool bright_objects = false;
  int background = 0;
  int rejections = 0;
  int object_count = 0;
  std::array<ShapeObject, 2> object_slots{};
  // In the order in which they are drawn: the second lies on top.
  std::span<const ShapeObject> objects() const& {
    return {object_slots.data(), static_cast<std::size_t>(object_count)};
  }
  std::span<const ShapeObject> objects() const&& = delete;  // the span would outlive its example
};

struct Batch {
  gradflow::Tensor images;  // [count, 1024] float32
  gradflow::Tensor labels;  // [count] int32
};

class Shapeset {
 public:
  explicit Shapeset(std::uint64_t seed, PixelScale scale = PixelScale::minus_one_to_one)
      : rng_(seed), scale_(scale) {}

  // ArgumentError for a negative index.
  Example example(std::int64_t index) const;

  // Examples first … first + count - 1: step k of a training with mini-batches of 10 asks for
  // batch(10 k, 10). ArgumentError for a negative `first` or a count below 1.
  Batch batch(std::int64_t first, std::int64_t count) const;

 private:
  gradflow::Rng rng_;
  PixelScale scale_;
};

}  // namespace studies::shapeset
