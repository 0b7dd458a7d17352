#pragma once
// Lines of elements at the edges of float32, and what the ops that fold a line make of them: plain
// formulas in float64, in the form in which they lose least.

#include <vector>

#include "tests/autograd/float32_edges.h"

namespace gradflow::testing {

struct EdgeLine {
  const char* name;
  Numbers x;
};
std::vector<EdgeLine> edge_lines();

double largest_of(const Numbers& numbers);

// y and dx of a line x for the gradient dy of y, and the size whose ulp their errors are counted in
// where an element is smaller (float32_edges.h, NOTE: bounds at the edges).
struct ExactLine {
  Numbers y, dx;
  double y_size = 0, dx_size = 0;
};

ExactLine exact_softmax(const Numbers& x, const Numbers& dy);
ExactLine exact_log_softmax(const Numbers& x, const Numbers& dy);
ExactLine exact_log_sum_exp(const Numbers& x, const Numbers& dy);
// Of one example, whose label is the middle of the line.
ExactLine exact_cross_entropy(const Numbers& x, const Numbers& dy);
// With a label smoothing of 0.1.
ExactLine exact_smoothed_cross_entropy(const Numbers& x, const Numbers& dy);
ExactLine exact_variance(const Numbers& x, const Numbers& dy);
ExactLine exact_norm(const Numbers& x, const Numbers& dy);
// (x - μ) / √(σ² + 1e-5).
ExactLine exact_normalised(const Numbers& x, const Numbers& dy);

}  // namespace gradflow::testing
