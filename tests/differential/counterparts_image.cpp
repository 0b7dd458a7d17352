// Counterparts of the ops over images and signals.

#include "tests/differential/counterpart.h"
#include "tests/differential/drawn_by_us.h"

namespace gradflow::differential {

namespace {

at::Tensor normalised_by_batch(Arguments x, double epsilon) {
  return at::batch_norm(x[0], x[1], x[2], {}, {}, true, 0, epsilon, false);
}

at::Tensor normalised_by_given_moments(Arguments x) {
  const Moments moments = moments_of(x[1].size(0));
  return at::batch_norm(x[0], x[1], x[2], at::tensor(moments.mean, x[1].options()),
                        at::tensor(moments.variance, x[1].options()), false, 0, 1e-5, false);
}

}  // namespace

void add_image_counterparts(std::vector<Counterpart>& all) {
  all.insert(all.end(),
             {
                 {"convolution", [](Arguments x) { return at::conv2d(x[0], x[1], x[2]); }},
                 {"convolution_in_strides_over_padding",
                  [](Arguments x) {
                    return at::conv2d(x[0], x[1], x[2], {2, 3}, at::IntArrayRef({1, 2}));
                  }},
                 {"convolution_of_groups_dilated",
                  [](Arguments x) {
                    return at::conv2d(x[0], x[1], x[2], 1, at::IntArrayRef({0, 0}), {2, 1}, 2);
                  }},
                 {"convolution_of_signals",
                  [](Arguments x) { return at::conv1d(x[0], x[1], {}, 2, at::IntArrayRef({1})); }},
                 {"max_pool", [](Arguments x) { return at::max_pool2d(x[0], 2); }},
                 {"max_pool_of_windows_that_overlap",
                  [](Arguments x) { return at::max_pool2d(x[0], 3, 2, 1); }},
                 {"max_pool_of_signals", [](Arguments x) { return at::max_pool1d(x[0], 3); }},
                 {"average_pool",
                  [](Arguments x) {
                    return at::avg_pool2d(x[0], {3, 2});
                  }},
                 {"average_pool_of_windows_that_overlap",
                  [](Arguments x) { return at::avg_pool2d(x[0], 3, 2, 1); }},
                 {"adaptive_average_pool",
                  [](Arguments x) {
                    return at::adaptive_avg_pool2d(x[0], {2, 3});
                  }},
                 {"adaptive_average_pool_of_signals",
                  [](Arguments x) { return at::adaptive_avg_pool1d(x[0], 2); }},
                 {"batch_norm", [](Arguments x) { return normalised_by_batch(x, 1e-5); }},
                 {"batch_norm_of_images", [](Arguments x) { return normalised_by_batch(x, 0.1); }},
                 {"batch_norm_with_moments_given", normalised_by_given_moments},
                 {"group_norm",
                  [](Arguments x) { return at::group_norm(x[0], 3, x[1], x[2], 0.1, false); }},
             });
}

}  // namespace gradflow::differential
