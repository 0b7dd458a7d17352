#pragma once
// Small networks and batches for the tests of this folder.

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <vector>

#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/sequential.h"

namespace gradflow::testing {

// "h1", "t1", … "out": linear layers with tanh between them.
inline void add_layers(nn::Sequential& net, const std::vector<std::int64_t>& sizes, Rng& rng,
                       DType dtype = DType::float32) {
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    const bool last = i + 1 == sizes.size();
    net.add<nn::Linear>(last ? "out" : fmt::format("h{}", i), sizes[i - 1], sizes[i],
                        init::glorot_uniform(), rng,
                        nn::LinearOptions{.bias = init::uniform(-0.1, 0.1), .dtype = dtype});
    if (!last) net.add(fmt::format("t{}", i), tanh);
  }
}

struct Batch {
  Tensor inputs;  // (batch, in), from -1 to 1
  Tensor labels;  // (batch), 0 … classes-1
};

inline Batch random_batch(Rng& rng, std::int64_t size, std::int64_t in, std::int32_t classes,
                          DType dtype = DType::float32) {
  Tensor inputs = rng.uniform(Shape{size, in}, -1, 1, dtype);
  return {std::move(inputs), rng.integers(Shape{size}, 0, classes - 1)};
}

inline Variable loss_of(nn::Layer<Variable(Variable)>& net, const Batch& batch) {
  return cross_entropy(net(batch.inputs), batch.labels);
}

}  // namespace gradflow::testing
