#include "studies/support/shapeset.h"

#include <algorithm>

#include "tensor/error.h"
#include "tensor/parallel.h"

namespace studies::shapeset {

namespace {

// Examples that one thread takes at a time. A mini-batch of 10 stays on the caller's thread.
constexpr std::int64_t kGrain = 32;

// A later object may not hide more than half of an earlier one. One that would is scaled and placed
// again, its category, shear, rotation and grey kept; at the limit the image keeps what it has.
bool find_place(ShapeObject& object, const ShapeObject* earlier, gradflow::Rng& rng,
                int& rejections) {
  while (true) {
    draw_place(object, rng);
    if (earlier == nullptr || hidden_share(*earlier, object) <= kMostHiddenShare) return true;
    if (++rejections == kMaxRejections) return false;
  }
}

// Assumed: a pixel belongs to an object if its middle does (`fill`); the rules say only that
// nothing is smoothed.
Example draw_example(gradflow::Rng rng) {
  Example example;
  example.bright_objects = rng.integer(0, 1) == 1;
  const std::int64_t wanted = rng.integer(1, 2);
  const GreyRange back = example.bright_objects ? kDark : kBright;
  const GreyRange front = example.bright_objects ? kBright : kDark;
  example.background = static_cast<int>(rng.integer(back.first, back.last));
  example.pixels.fill(static_cast<std::uint8_t>(example.background));

  std::optional<Category> categories[2];
  for (std::int64_t i = 0; i < wanted; ++i) {
    ShapeObject object = draw_kind(rng, front.first, front.last);
    const ShapeObject* earlier = i == 0 ? nullptr : &example.object_slots[0];
    if (!find_place(object, earlier, rng, example.rejections)) break;
    fill(object.outline, object.centre, static_cast<std::uint8_t>(object.grey), example.pixels,
         kImageSide);
    categories[i] = object.category;
    example.object_slots[static_cast<std::size_t>(i)] = object;
    ++example.object_count;
  }
  example.label = class_of(*categories[0], categories[1]);
  return example;
}

void write_scaled(const Example& example, PixelScale scale, float* out) {
  for (std::size_t i = 0; i < example.pixels.size(); ++i)
    out[i] = static_cast<float>(example.pixels[i]) / 255.0f;
  if (scale == PixelScale::minus_one_to_one)
    for (std::size_t i = 0; i < example.pixels.size(); ++i) out[i] = 2.0f * out[i] - 1.0f;
}

}  // namespace

int class_of(Category first, std::optional<Category> second) {
  constexpr int kPairs[3][3] = {{6, 3, 5}, {3, 7, 4}, {5, 4, 8}};
  const auto row = static_cast<std::size_t>(first);
  return second ? kPairs[row][static_cast<std::size_t>(*second)] : static_cast<int>(row);
}

Example Shapeset::example(std::int64_t index) const {
  gradflow::require(index >= 0, "Shapeset::example: index {}, expected 0 or more", index);
  return draw_example(rng_.at(static_cast<std::uint64_t>(index)));
}

Batch Shapeset::batch(std::int64_t first, std::int64_t count) const {
  gradflow::require(first >= 0 && count >= 1,
                    "Shapeset::batch: first {}, count {}, expected first ≥ 0 and count ≥ 1", first,
                    count);
  Batch batch{gradflow::Tensor::uninitialised({count, kPixels}),
              gradflow::Tensor::uninitialised({count}, gradflow::DType::int32)};
  float* const images = batch.images.edit<float>().data();
  std::int32_t* const labels = batch.labels.edit<std::int32_t>().data();
  gradflow::for_ranges(count, kGrain, [&](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t i = begin; i < end; ++i) {
      const Example example = draw_example(rng_.at(static_cast<std::uint64_t>(first + i)));
      write_scaled(example, scale_, images + i * kPixels);
      labels[i] = example.label;
    }
  });
  return batch;
}

}  // namespace studies::shapeset
