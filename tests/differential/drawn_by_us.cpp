#include "tests/differential/drawn_by_us.h"

#include "autograd/ops.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::differential {

Moments moments_of(std::int64_t channels) {
  return {testing::doubles(Rng(5).normal({channels}, 0, 1, DType::float64)),
          testing::doubles(Rng(6).uniform({channels}, 0.5, 2, DType::float64))};
}

std::vector<double> dropout_factors(std::int64_t rows, std::int64_t columns) {
  Rng rng(5);
  return testing::doubles(dropout(Tensor::ones({rows, columns}, DType::float64), 0.3, rng).value());
}

}  // namespace gradflow::differential
