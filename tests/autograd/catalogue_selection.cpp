// Rows of the ops that choose elements.

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

namespace {

// Zeros, ones and twos, without an order.
Variable mask_of(const Shape& shape) {
  return Tensor::build<std::int32_t>(shape, [](std::span<std::int32_t> mask) {
    for (std::size_t i = 0; i < mask.size(); ++i)
      mask[i] = static_cast<std::int32_t>(i * 7 % 11 % 3);
  });
}

// As many positions along the axis as it has, some of them more than once.
Variable positions_for(const Variable& x, int axis) {
  const auto extent = static_cast<std::int32_t>(x.value().extent(axis));
  return Tensor::build<std::int32_t>(x.shape(), [&](std::span<std::int32_t> positions) {
    for (std::size_t i = 0; i < positions.size(); ++i)
      positions[i] = static_cast<std::int32_t>(i) * 5 % 13 % extent;
  });
}

}  // namespace

void add_selection_rows(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"where", "where", two_alike,
           [](Given x) { return where(mask_of(x[0].shape()), x[0], x[1]); }},
          {"where_stretched", "where", column_and_row,
           [](Given x) { return where(mask_of(Shape{x[1].shape()[1]}), x[0], x[1]); }},
          {"where_stretched_by_its_mask", "where", matrix_and_row,
           [](Given x) { return x[0] * where(mask_of(x[0].shape()), 2 * x[1], x[1]); }},
          {"where_of_any_shapes", "where", two_that_stretch,
           [](Given x) { return where(mask_of(x[1].shape()), x[0], x[1]); }},
          {"masked_fill", "where", any,
           [](Given x) { return masked_fill(x[0], mask_of(x[0].shape().without_axis(0)), -2); }},
          {"gather", "gather", any,
           [](Given x) { return gather(x[0], -1, positions_for(x[0], -1)); }},
          {"gather_in_the_middle", "gather", any_cube,
           [](Given x) { return gather(x[0], 1, positions_for(x[0], 1)); }},
      });
}

}  // namespace gradflow::testing
