#pragma once
// Two layers and a loss, as most tests of the engine need them:
// loss = cross_entropy(linear(tanh(linear(x, W1, b1)), W2, b2), labels).

#include <cstdint>

#include "autograd/ops.h"
#include "tensor/random.h"

namespace gradflow::testing {

struct SmallNetwork {
  std::int64_t batch = 4, in = 3, hidden = 5, out = 2;
  DType dtype = DType::float32;
  Tensor x, labels;
  Variable w1, b1, w2, b2;
  Variable h, logits, loss;

  SmallNetwork(std::int64_t batch_size, std::int64_t width_in, std::int64_t width_hidden,
               std::int64_t width_out, DType type = DType::float32)
      : batch(batch_size), in(width_in), hidden(width_hidden), out(width_out), dtype(type) {
    Rng rng(11);
    const auto leaf = [&](const Shape& shape, std::string_view label) {
      return Variable(rng.uniform(shape, -0.5, 0.5, dtype), RequiresGradient::yes, label);
    };
    x = rng.normal({batch, in}, 0, 1, dtype);
    labels = rng.integers({batch}, 0, static_cast<std::int32_t>(out) - 1);
    w1 = leaf({hidden, in}, "W1");
    b1 = leaf({hidden}, "b1");
    w2 = leaf({out, hidden}, "W2");
    b2 = leaf({out}, "b2");
    forward();
  }
  SmallNetwork() : SmallNetwork(4, 3, 5, 2) {}

  void forward() {
    h = tanh(linear(x, w1, b1));
    h.set_label("h");
    logits = linear(h, w2, b2);
    logits.set_label("logits");
    loss = cross_entropy(logits, labels);
    loss.set_label("loss");
  }
  std::vector<Variable> parameters() const { return {w1, b1, w2, b2}; }
};

}  // namespace gradflow::testing
