#pragma once
// Matrix products. Their rules return products that are not formed: the engine forms what an
// interior node needs, and a sink may add the rest straight into a weight.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"
#include "tensor/matmul.h"

namespace gradflow {

// a (m, k) times b (k, n).
struct Matmul {
  static constexpr std::string_view name = "matmul";
  static constexpr std::string_view formula = "y = a b; da = dy bᵀ, db = aᵀ dy";
  Tensor a, b;
  Tensor forward(const Tensor& left, const Tensor& right);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable matmul(const Variable& a, const Variable& b,
                SourceLocation where = SourceLocation::current());

// The product of each pair of matrices of two batches: a (…, m, k) times b (…, k, n), whose axes
// before the last two are equal; Transpose::yes says that a matrix lies as its transpose, (…, k, m)
// or (…, n, k). ShapeError or TypeError when they do not fit.
struct BatchedMatmul {
  static constexpr std::string_view name = "batched_matmul";
  static constexpr std::string_view formula = "y = a b for each matrix; da = dy bᵀ, db = aᵀ dy";
  Transpose transpose_a, transpose_b;
  Tensor a, b;
  Tensor forward(const Tensor& left, const Tensor& right);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable batched_matmul(const Variable& a, const Variable& b, Transpose transpose_a = Transpose::no,
                        Transpose transpose_b = Transpose::no,
                        SourceLocation where = SourceLocation::current());

// For x (batch, in), W (out, in), b (out). One op, so that the bias costs no pass of its own.
struct Linear {
  static constexpr std::string_view name = "linear";
  static constexpr std::string_view formula =
      "y = x Wᵀ + b; dx = dy W, dW = dyᵀ x, db = Σ dy over the batch";
  Tensor x, weight;
  Tensor forward(const Tensor& input, const Tensor& w, const Tensor& bias);
  std::array<Gradient, 3> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 3> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable linear(const Variable& x, const Variable& weight, const Variable& bias,
                SourceLocation where = SourceLocation::current());

}  // namespace gradflow
