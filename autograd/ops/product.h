#pragma once
// Matrix products. Their rules return products that are not formed: the engine forms what an
// interior node needs, and a sink may add the rest straight into a weight.

#include <array>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// a (m, k) times b (k, n).
struct Matmul {
  static constexpr std::string_view name = "matmul";
  static constexpr std::string_view formula = "y = a b; da = dy bᵀ, db = aᵀ dy";
  Tensor a, b;
  Tensor forward(const Tensor& left, const Tensor& right);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
};
Variable matmul(const Variable& a, const Variable& b,
                SourceLocation where = SourceLocation::current());

// For x (batch, in), W (out, in), b (out). One op, so that the bias costs no pass of its own.
struct Linear {
  static constexpr std::string_view name = "linear";
  static constexpr std::string_view formula =
      "y = x Wᵀ + b; dx = dy W, dW = dyᵀ x, db = Σ dy over the batch";
  Tensor x, weight;
  Tensor forward(const Tensor& input, const Tensor& w, const Tensor& bias);
  std::array<Gradient, 3> backward(const Tensor& upstream, Wanted wanted) const;
};
Variable linear(const Variable& x, const Variable& weight, const Variable& bias,
                SourceLocation where = SourceLocation::current());

}  // namespace gradflow
