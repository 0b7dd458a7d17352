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

Inputs for_batched_matmul(Draw& draw, bool transpose_a, bool transpose_b) {
  const std::int64_t outer = draw.extent(3), m = draw.extent(3), k = draw.extent(3);
  const std::int64_t n = draw.extent(3);
  return {draw.normal(transpose_a ? Shape{outer, 2, k, m} : Shape{outer, 2, m, k}),
          draw.normal(transpose_b ? Shape{outer, 2, n, k} : Shape{outer, 2, k, n})};
}
constexpr Transpose kNo = Transpose::no, kYes = Transpose::yes;

}  // namespace

void add_product_rows(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"matmul", "matmul", for_matmul, [](Given x) { return matmul(x[0], x[1]); }},
          {"batched_matmul", "batched_matmul",
           [](Draw& draw) { return for_batched_matmul(draw, false, false); },
           [](Given x) { return batched_matmul(x[0], x[1]); }},
          {"batched_matmul_left_transposed", "batched_matmul",
           [](Draw& draw) { return for_batched_matmul(draw, true, false); },
           [](Given x) { return batched_matmul(x[0], x[1], kYes, kNo); }},
          {"batched_matmul_right_transposed", "batched_matmul",
           [](Draw& draw) { return for_batched_matmul(draw, false, true); },
           [](Given x) { return batched_matmul(x[0], x[1], kNo, kYes); }},
          {"batched_matmul_both_transposed", "batched_matmul",
           [](Draw& draw) { return for_batched_matmul(draw, true, true); },
           [](Given x) { return batched_matmul(x[0], x[1], kYes, kYes); }},
          {"linear", "linear", for_linear, [](Given x) { return linear(x[0], x[1], x[2]); }},
      });
}

}  // namespace gradflow::testing
