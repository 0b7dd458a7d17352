// Rows of the ops that work element by element.

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

namespace {

Inputs quotient_that_stretches(Draw& draw) {
  const auto [above, below] = draw.shapes_that_stretch();
  return {draw.normal(above), draw.away_from_zero(below)};
}

}  // namespace

void add_arithmetic_rows(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"add", "add", two_alike, [](Given x) { return x[0] + x[1]; }},
          {"add_a_row", "add", matrix_and_row, [](Given x) { return x[0] + x[1]; }},
          {"add_a_number", "add", any, [](Given x) { return 2 + x[0]; }},
          {"subtract", "subtract", two_alike, [](Given x) { return x[0] - x[1]; }},
          {"subtract_from_a_number", "subtract", any, [](Given x) { return 0.5 - x[0]; }},
          {"multiply", "multiply", two_alike, [](Given x) { return x[0] * x[1]; }},
          {"multiply_column_by_row", "multiply", column_and_row,
           [](Given x) { return x[0] * x[1]; }},
          {"multiply_by_itself", "multiply", any, [](Given x) { return x[0] * x[0]; }},
          {"divide_column_by_row", "divide", column_over_row, [](Given x) { return x[0] / x[1]; }},
          {"add_of_any_shapes", "add", two_that_stretch, [](Given x) { return x[0] + x[1]; }},
          {"subtract_of_any_shapes", "subtract", two_that_stretch,
           [](Given x) { return x[0] - x[1]; }},
          {"multiply_of_any_shapes", "multiply", two_that_stretch,
           [](Given x) { return x[0] * x[1]; }},
          {"divide_of_any_shapes", "divide", quotient_that_stretches,
           [](Given x) { return x[0] / x[1]; }},
          {"divide_a_number", "divide", away_from_zero, [](Given x) { return 3 / x[0]; }},
          {"negate", "negate", any, [](Given x) { return -x[0]; }},
      });
}

namespace {

// Multiples of 0.05 on both sides of 0, so that a limit between them is met by none.
Inputs distinct_matrix(Draw& draw) { return {draw.distinct(draw.shape(2))}; }

}  // namespace

void add_math_rows(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"pow_2", "pow", any, [](Given x) { return pow(x[0], 2); }},
          {"pow_3", "pow", any, [](Given x) { return pow(x[0], 3); }},
          {"pow_0", "pow", any, [](Given x) { return pow(x[0], 0); }},
          {"pow_of_a_fraction", "pow", positive, [](Given x) { return pow(x[0], 1.7); }},
          {"pow_below_0", "pow", away_from_zero, [](Given x) { return pow(x[0], -2); }},
          {"exp", "exp", any, [](Given x) { return exp(x[0]); }},
          {"log", "log", positive, [](Given x) { return log(x[0]); }},
          {"sqrt", "sqrt", positive, [](Given x) { return sqrt(x[0]); }},
          {"abs", "abs", away_from_zero, [](Given x) { return abs(x[0]); }},
          {"tanh", "tanh", any, [](Given x) { return tanh(x[0]); }},
          {"sigmoid", "sigmoid", any, [](Given x) { return sigmoid(x[0]); }},
          {"softsign", "softsign", away_from_zero, [](Given x) { return softsign(x[0]); }},
          {"relu", "relu", away_from_zero, [](Given x) { return relu(x[0]); }},
          {"leaky_relu", "leaky_relu", away_from_zero,
           [](Given x) { return leaky_relu(x[0], 0.2); }},
          {"elu", "elu", away_from_zero, [](Given x) { return elu(x[0], 1.5); }},
          {"selu", "elu", away_from_zero, [](Given x) { return selu(x[0]); }},
          {"gelu", "gelu", any, [](Given x) { return gelu(x[0]); }},
          {"normal_cdf", "normal_cdf", any, [](Given x) { return normal_cdf(x[0]); }},
          {"normal_density", "exp", any, [](Given x) { return normal_density(x[0]); }},
          {"silu", "silu", any, [](Given x) { return silu(x[0]); }},
          {"softplus", "softplus", any, [](Given x) { return softplus(x[0]); }},
          {"clamp", "clamp", distinct_matrix, [](Given x) { return clamp(x[0], -0.33, 0.21); }},
          {"hard_tanh", "clamp", distinct_matrix, [](Given x) { return hard_tanh(3.03 * x[0]); }},
      });
}

}  // namespace gradflow::testing
