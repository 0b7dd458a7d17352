#pragma once
// Checks rules against differences: the gradient that a backward pass gives for f, element by
// element, beside the slope that f itself shows when that element moves. For whoever writes an op;
// the catalogue in tests/autograd runs it over all of ours.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "autograd/variable.h"
#include "tensor/plain_formatter.h"

namespace gradflow {

struct GradcheckOptions {
  double step = 6e-6;  // each element moves up and down by step · max(1, |x|); cbrt of the rounding
  // An element passes if |analytic - numeric| <= absolute + relative · max(|analytic|, |numeric|).
  double relative = 1e-5, absolute = 1e-7;
  std::uint64_t seed = 1;  // of the weights that join the outputs of f into one number
};

struct GradcheckReport {
  struct Element {
    std::size_t input;
    std::vector<std::int64_t> index;
    double analytic, numeric;
    double relative_error;  // |analytic - numeric| / max(|analytic|, |numeric|), 0 for 0 / 0
  };

  bool passed = false;                  // no element is wrong, and the passes repeat
  bool repeatable = false;              // two runs of f and of its backward pass gave the same bits
  std::int64_t checked = 0, wrong = 0;  // elements
  std::optional<Element> worst;         // furthest off, measured by what is allowed
  GradcheckOptions options;

  std::string text() const;  // one paragraph
};

// f takes the inputs as leaves and returns a variable of any shape. All is computed in float64:
// floating inputs are converted, int32 inputs are handed on and not moved. Central differences of
// the sum of f's elements, each with a fixed weight in [0.5, 1.5), so that every one counts. Choose
// inputs away from kinks and ties. An output that does not depend on an input has a gradient of 0
// there, so f may compute without a graph only what has no slope. Errors of f pass through.
GradcheckReport gradcheck(const std::function<Variable(std::span<const Variable> inputs)>& f,
                          std::vector<Tensor> inputs, const GradcheckOptions& options = {});
// The same for a function of one variable, such as an op: gradcheck(cube, x).
GradcheckReport gradcheck(Variable (*f)(const Variable&), const Tensor& x,
                          const GradcheckOptions& options = {});

// gradcheck of the gradients of f, as a recorded pass gives them (autograd/recorded_pass.h), with
// respect to the inputs and to the gradient of f's value, which is one input more, the last. That
// checks each rule `differentiable` together with the rules of the ops it is said in; that it gives
// what `backward` gives is another question. Errors of differentiable_gradients pass through.
GradcheckReport gradcheck_second_order(
    const std::function<Variable(std::span<const Variable> inputs)>& f, std::vector<Tensor> inputs,
    const GradcheckOptions& options = {});

}  // namespace gradflow

template <>
struct fmt::formatter<gradflow::GradcheckReport> : gradflow::PlainFormatter {
  template <class Context>
  auto format(const gradflow::GradcheckReport& report, Context& context) const {
    return put(report.text(), context);
  }
};
