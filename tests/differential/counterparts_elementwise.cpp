// Counterparts of the ops that work element by element.

#include "tests/differential/counterpart.h"

namespace gradflow::differential {

void add_arithmetic_counterparts(std::vector<Counterpart>& all) {
  all.insert(all.end(), {
                            {"add", [](Arguments x) { return x[0] + x[1]; }},
                            {"add_a_row", [](Arguments x) { return x[0] + x[1]; }},
                            {"add_a_number", [](Arguments x) { return 2 + x[0]; }},
                            {"subtract", [](Arguments x) { return x[0] - x[1]; }},
                            {"subtract_from_a_number", [](Arguments x) { return 0.5 - x[0]; }},
                            {"multiply", [](Arguments x) { return x[0] * x[1]; }},
                            {"multiply_column_by_row", [](Arguments x) { return x[0] * x[1]; }},
                            {"multiply_by_itself", [](Arguments x) { return x[0] * x[0]; }},
                            {"divide_column_by_row", [](Arguments x) { return x[0] / x[1]; }},
                            {"add_of_any_shapes", [](Arguments x) { return x[0] + x[1]; }},
                            {"subtract_of_any_shapes", [](Arguments x) { return x[0] - x[1]; }},
                            {"multiply_of_any_shapes", [](Arguments x) { return x[0] * x[1]; }},
                            {"divide_of_any_shapes", [](Arguments x) { return x[0] / x[1]; }},
                            {"divide_a_number", [](Arguments x) { return 3 / x[0]; }},
                            {"negate", [](Arguments x) { return -x[0]; }},
                        });
}

void add_math_counterparts(std::vector<Counterpart>& all) {
  all.insert(all.end(), {
                            {"pow_2", [](Arguments x) { return at::pow(x[0], 2); }},
                            {"pow_3", [](Arguments x) { return at::pow(x[0], 3); }},
                            {"pow_0", [](Arguments x) { return at::pow(x[0], 0); }},
                            {"pow_of_a_fraction", [](Arguments x) { return at::pow(x[0], 1.7); }},
                            {"pow_below_0", [](Arguments x) { return at::pow(x[0], -2); }},
                            {"exp", [](Arguments x) { return at::exp(x[0]); }},
                            {"log", [](Arguments x) { return at::log(x[0]); }},
                            {"sqrt", [](Arguments x) { return at::sqrt(x[0]); }},
                            {"abs", [](Arguments x) { return at::abs(x[0]); }},
                            {"tanh", [](Arguments x) { return at::tanh(x[0]); }},
                            {"sigmoid", [](Arguments x) { return at::sigmoid(x[0]); }},
                            {"softsign", [](Arguments x) { return x[0] / (1 + x[0].abs()); }},
                            {"relu", [](Arguments x) { return at::relu(x[0]); }},
                            {"leaky_relu", [](Arguments x) { return at::leaky_relu(x[0], 0.2); }},
                            {"elu", [](Arguments x) { return at::elu(x[0], 1.5); }},
                            {"selu", [](Arguments x) { return at::selu(x[0]); }},
                            {"gelu", [](Arguments x) { return at::gelu(x[0]); }},
                            {"normal_cdf", [](Arguments x) { return at::special_ndtr(x[0]); }},
                            {"normal_density",
                             [](Arguments x) {
                               const double root_of_2pi = 2.50662827463100050242;
                               const at::Tensor near =
                                   at::where(at::abs(x[0]) > 40, at::full_like(x[0], 40), x[0]);
                               return at::exp(-near.square() / 2) / root_of_2pi;
                             }},
                            {"silu", [](Arguments x) { return at::silu(x[0]); }},
                            {"softplus", [](Arguments x) { return at::softplus(x[0]); }},
                            {"clamp", [](Arguments x) { return at::clamp(x[0], -0.33, 0.21); }},
                            {"hard_tanh", [](Arguments x) { return at::hardtanh(3.03 * x[0]); }},
                        });
}

}  // namespace gradflow::differential
