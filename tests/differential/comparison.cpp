#include "tests/differential/comparison.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/differential/arrays.h"

namespace gradflow::differential {

namespace {

double floor_for(const Trial& trial, const Array& theirs, Floor floor) {
  if (floor == Floor::of_each) return static_cast<double>(std::numeric_limits<float>::min());
  double value = largest_finite(theirs);
  if (floor == Floor::of_inputs) {
    for (const Array& x : trial.inputs) value = std::max(value, largest_finite(x));
    return std::max(value, largest_finite({{}, trial.upstream}));
  }
  std::size_t elements = 1;
  for (const Array& x : trial.inputs) elements = std::max(elements, x.elements.size());
  return std::max(value, 1 / static_cast<double>(elements));
}

Difference difference_of(double ours, double theirs) {
  if (ours == theirs) return Difference::sign_of_zero;
  if (std::isnan(ours)) return Difference::nan_in_ours;
  if (std::isnan(theirs)) return Difference::nan_in_theirs;
  return std::isfinite(ours) && std::isfinite(theirs) ? Difference::finite
                                                      : Difference::of_infinities;
}

bool are_zeros_of_unlike_signs(double a, double b) {
  return a == 0 && b == 0 && std::signbit(a) != std::signbit(b);
}

std::string describe(const Disagreement& d) {
  const std::string where =
      d.input == kOutput ? "the output" : fmt::format("the gradient of input {}", d.input);
  return fmt::format("element {} of {} is {:.9g} and not {:.9g}, {:.3g} epsilon away", d.element,
                     where, d.ours, d.theirs, d.error);
}

}  // namespace

Comparison compared(const Trial& trial, Floor floor, double epsilon, double bound) {
  Comparison all;
  const auto compare = [&](const Array& ours, const Array& theirs, std::size_t input) {
    if (ours.shape != theirs.shape) {
      all.other_shapes = fmt::format("[{}] and not [{}]", fmt::join(ours.shape, ", "),
                                     fmt::join(theirs.shape, ", "));
      return;
    }
    if (largest_finite(theirs) > static_cast<double>(std::numeric_limits<float>::max()))
      all.beyond_float32.insert(input);
    const Array& place = trial.inputs[input == kOutput ? 0 : input];
    const double least = floor_for(trial, theirs, floor);
    for (std::size_t i = 0; i < ours.elements.size(); ++i) {
      const double a = ours.elements[i], b = theirs.elements[i];
      const double error = error_between(a, b, least, epsilon);
      if (error > bound || (floor == Floor::of_each && are_zeros_of_unlike_signs(a, b))) {
        const double at = place.shape == ours.shape ? place.elements[i] : 0;
        all.beyond.push_back({input, i, difference_of(a, b), a, b, error, at});
      } else {
        all.worst = std::max(all.worst, error);
      }
    }
  };
  compare(trial.ours.output, trial.theirs.output, kOutput);
  for (std::size_t input = 0; input < trial.inputs.size(); ++input)
    compare(trial.ours.gradients[input], trial.theirs.gradients[input], input);
  return all;
}

const Disagreement* found_beyond(const Comparison& comparison, const Disagreement& disagreement) {
  for (const Disagreement& other : comparison.beyond)
    if (other.input == disagreement.input && other.element == disagreement.element) return &other;
  return nullptr;
}

std::string describe(const Comparison& comparison) {
  std::string text = comparison.other_shapes;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, comparison.beyond.size()); ++i)
    text += (text.empty() ? "" : "; ") + describe(comparison.beyond[i]);
  return text;
}

}  // namespace gradflow::differential
