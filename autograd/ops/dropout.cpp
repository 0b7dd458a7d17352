#include "autograd/ops/dropout.h"

#include <utility>

#include "autograd/ops/arithmetic.h"
#include "tensor/elementwise.h"

namespace gradflow {

namespace {

struct KeepFactor {
  double probability;
  template <class T>
  T operator()(T draw) const {
    const T edge = static_cast<T>(static_cast<float>(probability));
    return draw < edge ? T{0} : static_cast<T>(1 / (1 - probability));
  }
};

// m of the formula. Draws are float32 and so is the edge, whatever the element type.
Tensor draw_mask(const Shape& shape, DType dtype, double probability, Rng& rng) {
  return map(rng.uniform(shape, 0, 1).to(dtype), KeepFactor{probability}, Dropout::name);
}

}  // namespace

Tensor Dropout::forward(const Tensor& x) {
  require(probability >= 0 && probability < 1,
          "dropout: the probability is {}; it must be from 0 to below 1", probability);
  require<TypeError>(is_floating(x.dtype()), "dropout: takes float32 or float64, not {}",
                     x.dtype());
  before = *generator;
  return x * draw_mask(x.shape(), x.dtype(), probability, *std::exchange(generator, nullptr));
}

std::array<Gradient, 1> Dropout::backward(const Tensor& upstream) const {
  Rng again = before;
  return {upstream * draw_mask(upstream.shape(), upstream.dtype(), probability, again)};
}

std::array<Variable, 1> Dropout::differentiable(std::span<const Variable>, const Variable&,
                                                const Variable& upstream) const {
  Rng again = before;
  return {upstream * draw_mask(upstream.shape(), upstream.dtype(), probability, again)};
}

Variable dropout(const Variable& x, double probability, Rng& rng, SourceLocation where) {
  return apply(Dropout{probability, &rng}, where, x);
}

}  // namespace gradflow
