// The program of autograd/guide_op.md, which shows all that follows.

#include <fmt/core.h>

#include <cmath>

#include "autograd/backward.h"
#include "autograd/explain.h"
#include "autograd/gradcheck.h"
#include "autograd/graph_text.h"
#include "autograd/ops.h"
#include "tensor/elementwise.h"
#include "tensor/format.h"
#include "tensor/random.h"

using namespace gradflow;

// y = (x + √(x² + b)) / 2, a smooth relu (Barron 2021, "Squareplus"). ArgumentError unless b > 0.
struct Squareplus {
  static constexpr std::string_view name = "squareplus";
  static constexpr std::string_view formula = "y = (x + √(x² + b)) / 2; dx = y / √(x² + b) dy";
  double b;
  Tensor x;  // saved for the rule
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};

Variable squareplus(const Variable& x, double b = 4,
                    SourceLocation where = SourceLocation::current()) {
  return apply(Squareplus{b, {}}, where, x);
}

struct SquareplusOf {
  double b;
  template <class T>
  T operator()(T x) const {
    return (x + std::sqrt(x * x + static_cast<T>(b))) / T{2};
  }
};

struct SquareplusSlope {
  double b;
  template <class T>
  T operator()(T dy, T x) const {
    return dy * (T{1} + x / std::sqrt(x * x + static_cast<T>(b))) / T{2};
  }
};

Tensor Squareplus::forward(const Tensor& argument) {
  require(b > 0, "squareplus: b is {}; it must be above 0", b);
  x = argument;
  return map(x, SquareplusOf{b}, name);
}

std::array<Gradient, 1> Squareplus::backward(const Tensor& upstream) const {
  return {zip(upstream, x, SquareplusSlope{b}, name)};
}

std::array<Variable, 1> Squareplus::differentiable(std::span<const Variable> inputs,
                                                   const Variable& output,
                                                   const Variable& upstream) const {
  return {upstream * output / sqrt(inputs[0] * inputs[0] + b)};
}

void step_through_it() {
  const Variable x(Tensor::from({3}, {-1, 0, 1}), RequiresGradient::yes, "x");
  const Variable y = sum(squareplus(x));
  fmt::print("{}", graph_text(y));

  BackwardPass pass(y);
  pass.next();
  fmt::print("\n{}", explain(*pass.peek()));
  fmt::print("-> {}\n", *pass.next());
  fmt::print("\ndy/dx: {}\n", x.gradient());
}

void check_the_rule() {
  const Tensor x = Rng(1).normal({3, 4}, 0, 2);
  const GradcheckReport report =
      gradcheck([](std::span<const Variable> inputs) { return squareplus(inputs[0]); }, {x});
  fmt::print("passed: {}, elements: {}\n", report.passed, report.checked);
}

void make_a_mistake() {
  const Variable x(Tensor::from({3}, {-1, 0, 1}), RequiresGradient::yes, "x");
  try {
    squareplus(x, -4);
  } catch (const ArgumentError& error) {
    fmt::print("{}\n", error.what());
  }
}

int main() {
  step_through_it();
  check_the_rule();
  make_a_mistake();
}
