// Rows of the matrix products.

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

namespace {

Inputs for_matmul(Draw& draw) {
  const std::int64_t m = draw.extent(), k = draw.extent(), n = draw.extent();
  return {draw.normal({m, k}), draw.normal({k, n})};
}
Inputs for_linear(Draw& draw) {
  const std::int64_t batch = draw.extent(), in = draw.extent(), out = draw.extent();
  return {draw.normal({batch, in}), draw.normal({out, in}), draw.normal({out})};
}

}  // namespace

void add_product_rows(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"matmul", "matmul", for_matmul, [](Given x) { return matmul(x[0], x[1]); }},
          {"linear", "linear", for_linear, [](Given x) { return linear(x[0], x[1], x[2]); }},
      });
}

}  // namespace gradflow::testing
