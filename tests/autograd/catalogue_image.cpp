// Rows of the ops over images and signals: convolution, pooling, normalisation per channel.

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

namespace {

Shape of_images(Draw& draw, std::int64_t channels) {
  return {draw.extent(3), channels, draw.some(3) + 2, 5};
}
Shape of_signals(Draw& draw, std::int64_t channels) {
  return {draw.extent(3), channels, draw.some(3) + 4};
}

Inputs images_and_kernels(Draw& draw) {
  return {draw.normal(of_images(draw, 2)), draw.normal({3, 2, 3, 2}), draw.normal({3})};
}
Inputs images_and_grouped_kernels(Draw& draw) {
  return {draw.normal(of_images(draw, 4)), draw.normal({6, 2, 2, 3}), draw.normal({6})};
}
Inputs signals_and_kernels(Draw& draw) {
  return {draw.normal(of_signals(draw, 40)), draw.normal({3, 40, 3})};
}

Inputs distinct_images(Draw& draw) { return {draw.distinct(of_images(draw, 2))}; }
Inputs distinct_signals(Draw& draw) { return {draw.distinct(of_signals(draw, 20))}; }

// A batch of two at least, so that a channel has a variance.
Inputs batch_to_normalise(Draw& draw) {
  const std::int64_t channels = draw.extent();
  return {draw.normal({draw.some() + 1, channels}), draw.normal({channels}),
          draw.normal({channels})};
}
Inputs images_to_normalise(Draw& draw) {
  const std::int64_t channels = draw.extent(3);
  return {draw.normal({draw.some(3) + 1, channels, draw.some(3), 4}), draw.normal({channels}),
          draw.normal({channels})};
}
Inputs images_of_six_channels(Draw& draw) {
  return {draw.normal({draw.extent(3), 6, draw.some(3), 4}), draw.normal({6}), draw.normal({6})};
}

ChannelMoments moments_for(const Variable& weight) {
  const Shape& channels = weight.shape();
  return {Rng(5).normal(channels, 0, 1, DType::float64).to(weight.dtype()),
          Rng(6).uniform(channels, 0.5, 2, DType::float64).to(weight.dtype())};
}

}  // namespace

void add_image_rows(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"convolution", "convolution", images_and_kernels,
           [](Given x) { return convolution(x[0], x[1], x[2]); }},
          {"convolution_in_strides_over_padding", "convolution", images_and_kernels,
           [](Given x) {
             return convolution(x[0], x[1], x[2], {.stride = {2, 3}, .padding = {1, 2}});
           }},
          {"convolution_of_groups_dilated", "convolution", images_and_grouped_kernels,
           [](Given x) {
             return convolution(x[0], x[1], x[2], {.dilation = {2, 1}, .groups = 2});
           }},
          {"convolution_of_signals", "convolution", signals_and_kernels,
           [](Given x) { return convolution(x[0], x[1], {.stride = 2, .padding = 1}); }},
          {"max_pool", "max_pool", distinct_images, [](Given x) { return max_pool(x[0], 2); }},
          {"max_pool_of_windows_that_overlap", "max_pool", distinct_images,
           [](Given x) { return max_pool(x[0], 3, {.stride = 2, .padding = 1}); }},
          {"max_pool_of_signals", "max_pool", distinct_signals,
           [](Given x) { return max_pool(x[0], 3); }},
          {"average_pool", "average_pool", distinct_images,
           [](Given x) {
             return average_pool(x[0], {3, 2});
           }},
          {"average_pool_of_windows_that_overlap", "average_pool", distinct_images,
           [](Given x) { return average_pool(x[0], 3, {.stride = 2, .padding = 1}); }},
          {"adaptive_average_pool", "adaptive_average_pool", distinct_images,
           [](Given x) {
             return adaptive_average_pool(x[0], {2, 3});
           }},
          {"adaptive_average_pool_of_signals", "adaptive_average_pool", distinct_signals,
           [](Given x) { return adaptive_average_pool(x[0], 2); }},
          {"batch_norm", "batch_norm", batch_to_normalise,
           [](Given x) { return batch_norm(x[0], x[1], x[2]); }},
          {"batch_norm_of_images", "batch_norm", images_to_normalise,
           [](Given x) { return batch_norm(x[0], x[1], x[2], 0.1); }},
          {"batch_norm_with_moments_given", "batch_norm", images_to_normalise,
           [](Given x) { return batch_norm(x[0], x[1], x[2], moments_for(x[1])); }},
          {"group_norm", "group_norm", images_of_six_channels,
           [](Given x) { return group_norm(x[0], 3, x[1], x[2], 0.1); }},
      });
}

}  // namespace gradflow::testing
