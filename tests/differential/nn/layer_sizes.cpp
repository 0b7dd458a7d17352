#include "tests/differential/nn/layer_sizes.h"

#include "tensor/random.h"

namespace gradflow::differential {

namespace {

AxisSizes drawn_axis(Rng& rng) {
  const std::int64_t kernel = rng.integer(1, 3), dilation = rng.integer(1, 2);
  return {.extent = rng.integer(5, 9),
          .kernel = kernel,
          .stride = rng.integer(1, 3),
          .padding = rng.integer(0, kernel / 2),
          .dilation = dilation};
}

}  // namespace

LayerSizes drawn_sizes(std::uint64_t seed) {
  constexpr double kEpsilons[] = {1e-5, 1e-3, 0.1};
  Rng rng(seed);
  LayerSizes sizes{};
  sizes.batch = rng.integer(4, 7);
  sizes.time = rng.integer(1, 6);
  sizes.rows = rng.integer(2, 9);
  sizes.groups = rng.integer(1, 3);
  sizes.in = sizes.groups * rng.integer(1, 4);
  sizes.out = sizes.groups * rng.integer(1, 4);
  sizes.heads = rng.integer(1, 3);
  sizes.width = sizes.heads * rng.integer(5, 9);
  sizes.vertical = drawn_axis(rng);
  sizes.horizontal = drawn_axis(rng);
  sizes.epsilon = kEpsilons[rng.integer(0, 2)];
  sizes.momentum = rng.uniform(0.05, 1);
  sizes.probability = rng.uniform(0.1, 0.9);
  sizes.biased = rng.integer(0, 3) > 0;
  sizes.causal = rng.integer(0, 1) > 0;
  return sizes;
}

}  // namespace gradflow::differential
