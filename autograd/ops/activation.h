#pragma once
// Activations, element by element: y = f(x), dx = f'(x) · dy.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

struct Tanh {
  static constexpr std::string_view name = "tanh";
  static constexpr std::string_view formula = "y = tanh x; dx = (1 - y²) dy";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable tanh(const Variable& x, SourceLocation where = SourceLocation::current());

struct Sigmoid {
  static constexpr std::string_view name = "sigmoid";
  static constexpr std::string_view formula = "y = 1 / (1 + e^-x); dx = y (1 - y) dy";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable sigmoid(const Variable& x, SourceLocation where = SourceLocation::current());

// Bergstra et al. 2009, "Quadratic polynomials learn better image features". The rule starts from
// x, because (1 - |y|)² loses its digits where the unit is saturated.
struct Softsign {
  static constexpr std::string_view name = "softsign";
  static constexpr std::string_view formula = "y = x / (1 + |x|); dx = dy / (1 + |x|)²";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable softsign(const Variable& x, SourceLocation where = SourceLocation::current());

// NaN stays NaN.
struct Relu {
  static constexpr std::string_view name = "relu";
  static constexpr std::string_view formula = "y = max(x, 0); dx = dy where y > 0, else 0";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable relu(const Variable& x, SourceLocation where = SourceLocation::current());

// (Maas et al. 2013, "Rectifier nonlinearities improve neural network acoustic models"). NaN stays
// NaN.
struct LeakyRelu {
  static constexpr std::string_view name = "leaky_relu";
  static constexpr std::string_view formula = "y = x where x > 0, else a x; dx = dy or a dy";
  double slope;
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable leaky_relu(const Variable& x, double slope = 0.01,
                    SourceLocation where = SourceLocation::current());

// (Clevert et al. 2016, "Fast and accurate deep network learning by exponential linear units").
struct Elu {
  static constexpr std::string_view name = "elu";
  static constexpr std::string_view formula =
      "y = s x where x > 0, else s a (e^x - 1); dx = s dy or s a e^x dy";
  double alpha, scale;  // a and s
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable elu(const Variable& x, double alpha = 1, SourceLocation where = SourceLocation::current());
// Elu with the a and s that keep mean 0 and variance 1 through layers (Klambauer et al. 2017,
// "Self-normalizing neural networks").
Variable selu(const Variable& x, SourceLocation where = SourceLocation::current());

// x times the probability that a standard normal number is below x (Hendrycks & Gimpel 2016,
// "Gaussian error linear units"); Φ and φ: its distribution and density.
struct Gelu {
  static constexpr std::string_view name = "gelu";
  static constexpr std::string_view formula = "y = x Φ(x); dx = (Φ(x) + x φ(x)) dy";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable gelu(const Variable& x, SourceLocation where = SourceLocation::current());

// Also called swish (Elfwing et al. 2018, "Sigmoid-weighted linear units").
struct Silu {
  static constexpr std::string_view name = "silu";
  static constexpr std::string_view formula = "y = x σ(x); dx = σ(x) (1 + x (1 - σ(x))) dy";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable silu(const Variable& x, SourceLocation where = SourceLocation::current());

// A smooth relu; computed from e^-|x|, so that nothing overflows and small values keep their
// digits.
struct Softplus {
  static constexpr std::string_view name = "softplus";
  static constexpr std::string_view formula = "y = ln(1 + e^x); dx = σ(x) dy";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable softplus(const Variable& x, SourceLocation where = SourceLocation::current());

// NaN stays NaN. ArgumentError unless low ≤ high.
struct Clamp {
  static constexpr std::string_view name = "clamp";
  static constexpr std::string_view formula =
      "y = x, at least low and at most high; dx = dy where low ≤ x ≤ high, else 0";
  double low, high;
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable clamp(const Variable& x, double low, double high,
               SourceLocation where = SourceLocation::current());
// clamp(x, -1, 1).
Variable hard_tanh(const Variable& x, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
