#include "autograd/gradcheck.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "autograd/backward.h"
#include "autograd/grad_mode.h"
#include "tensor/arithmetic.h"
#include "tensor/random.h"
#include "tensor/reduce.h"

namespace gradflow {

namespace {

using Function = std::function<Variable(std::span<const Variable>)>;

struct Analytic {
  Tensor value, weights;
  std::vector<Tensor> gradients;  // undefined for an int32 input
};

Analytic differentiate(const Function& f, const std::vector<Tensor>& inputs, std::uint64_t seed) {
  const EnableGrad recording;
  std::vector<Variable> leaves, targets;
  for (const Tensor& x : inputs) {
    leaves.emplace_back(x, is_floating(x.dtype()) ? RequiresGradient::yes : RequiresGradient::no);
    if (is_floating(x.dtype())) targets.push_back(leaves.back());
  }
  const Variable y = f(leaves);
  Analytic result{y.value(), Rng(seed).uniform(y.shape(), 0.5, 1.5, DType::float64), {}};
  std::vector<Tensor> found;
  if (y.requires_gradient()) found = gradients(y, std::move(targets), result.weights);
  auto next = found.begin();
  for (const Tensor& x : inputs) {
    if (!is_floating(x.dtype())) {
      result.gradients.emplace_back();
    } else {
      result.gradients.push_back(found.empty() ? Tensor::zeros(x.shape(), x.dtype()) : *next++);
    }
  }
  return result;
}

// f with element i of one input set to `value`.
Tensor value_at(const Function& f, const std::vector<Tensor>& inputs, std::size_t input,
                std::size_t i, double value) {
  const NoGrad values_only;
  std::vector<Variable> leaves(inputs.begin(), inputs.end());
  Tensor moved = inputs[input].clone();
  moved.edit<double>()[i] = value;
  leaves[input] = Variable(std::move(moved));
  return f(leaves).value();
}

double slope(const Function& f, const std::vector<Tensor>& inputs, std::size_t input, std::size_t i,
             const Tensor& weights, double step) {
  const double x = inputs[input].values<double>()[i];
  const double up = x + step * std::max(1.0, std::abs(x));
  const double down = x - step * std::max(1.0, std::abs(x));
  // Subtracted before they are summed, so that outputs that do not move cost no digits.
  const Tensor change = value_at(f, inputs, input, i, up) - value_at(f, inputs, input, i, down);
  return sum(change * weights).item() / (up - down);
}

std::vector<std::int64_t> index_of(const Shape& shape, std::size_t i) {
  std::vector<std::int64_t> index(static_cast<std::size_t>(shape.rank()));
  auto rest = static_cast<std::int64_t>(i);
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    index[static_cast<std::size_t>(axis)] = rest % shape[axis];
    rest /= shape[axis];
  }
  return index;
}

// 1 is the most that passes; NaN on either side is infinitely wrong.
double measure(double analytic, double numeric, const GradcheckOptions& options) {
  if (analytic == numeric) return 0;
  const double larger = std::max(std::abs(analytic), std::abs(numeric));
  const double error =
      std::abs(analytic - numeric) / (options.absolute + options.relative * larger);
  return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

double relative_error(double analytic, double numeric) {
  if (analytic == numeric) return 0;
  return std::abs(analytic - numeric) / std::max(std::abs(analytic), std::abs(numeric));
}

bool same_bits(const Analytic& a, const Analytic& b) {
  if (!identical(a.value, b.value)) return false;
  for (std::size_t i = 0; i < a.gradients.size(); ++i)
    if (a.gradients[i].defined() && !identical(a.gradients[i], b.gradients[i])) return false;
  return true;
}

}  // namespace

GradcheckReport gradcheck(const Function& f, std::vector<Tensor> inputs,
                          const GradcheckOptions& options) {
  for (Tensor& x : inputs)
    if (is_floating(x.dtype())) x = x.to(DType::float64);
  const Analytic analytic = differentiate(f, inputs, options.seed);
  GradcheckReport report;
  report.options = options;
  report.repeatable = same_bits(analytic, differentiate(f, inputs, options.seed));
  double largest = -1;
  for (std::size_t input = 0; input < inputs.size(); ++input) {
    if (!analytic.gradients[input].defined()) continue;
    const std::span<const double> expected = analytic.gradients[input].values<double>();
    for (std::size_t i = 0; i < expected.size(); ++i, ++report.checked) {
      const double numeric = slope(f, inputs, input, i, analytic.weights, options.step);
      const double error = measure(expected[i], numeric, options);
      if (error > 1) ++report.wrong;
      if (error <= largest) continue;
      largest = error;
      report.worst = {input, index_of(inputs[input].shape(), i), expected[i], numeric,
                      relative_error(expected[i], numeric)};
    }
  }
  report.passed = report.wrong == 0 && report.repeatable;
  return report;
}

std::string GradcheckReport::text() const {
  std::string text = passed ? "gradcheck passed: " : "gradcheck failed: ";
  text += wrong == 0 ? fmt::format("{} elements agree", checked)
                     : fmt::format("{} of {} elements differ", wrong, checked);
  if (worst)
    text += fmt::format(
        "; the worst is input {} at [{}]: analytic {:.10g}, numeric {:.10g}, relative error {:.2g} "
        "(allowed: {:.2g} of the larger, plus {:.2g})",
        worst->input, fmt::join(worst->index, ", "), worst->analytic, worst->numeric,
        worst->relative_error, options.relative, options.absolute);
  return text + (repeatable ? "; two passes gave the same bits"
                            : "; two passes over the same inputs gave different bits");
}

GradcheckReport gradcheck(Variable (*f)(const Variable&), const Tensor& x,
                          const GradcheckOptions& options) {
  return gradcheck([f](std::span<const Variable> inputs) { return f(inputs[0]); }, {x}, options);
}

}  // namespace gradflow
