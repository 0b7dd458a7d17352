#pragma once
// Dropout (Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from
// overfitting").

#include <array>
#include <string_view>

#include "autograd/op.h"
#include "tensor/random.h"

namespace gradflow {

// Each element of x becomes 0 with the given probability and is divided by 1 - probability
// otherwise, so that its mean stays what it was. The op keeps where the generator stood and draws
// the same mask again in backward, which is why no mask is in memory and a repeated backward gives
// the same bits; the mask does not depend on the element type. A NaN stays NaN, dropped or not,
// and an infinity that is dropped becomes one.
// ArgumentError unless the probability is in [0, 1).
struct Dropout {
  static constexpr std::string_view name = "dropout";
  static constexpr std::string_view formula =
      "y = m x, m being 0 with probability p, else 1 / (1 - p); dx = m dy";
  double probability;
  Rng* generator;  // that forward draws from; null afterwards
  Rng before{0};   // what it was then, from which the mask is drawn again
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
// Takes one draw for each element from the generator.
Variable dropout(const Variable& x, double probability, Rng& rng,
                 SourceLocation where = SourceLocation::current());

}  // namespace gradflow
