// Rows of the ops that move or repeat elements.

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

namespace {

Variable inner_part(const Variable& x, int axis) {
  const std::int64_t extent = x.value().extent(axis);
  return slice(x, axis, extent / 3, extent - extent / 4);
}

Inputs row_and_column(Draw& draw) {
  return {draw.normal({draw.extent()}), draw.normal({draw.extent(), 1})};
}

Inputs three_to_join(Draw& draw) {
  const std::int64_t rows = draw.extent();
  return {draw.normal({rows, draw.extent()}), draw.normal({rows, draw.extent()}),
          draw.normal({rows, draw.extent()})};
}

}  // namespace

void add_rearrangement_rows(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"broadcast_to", "broadcast_to", row_and_column,
           [](Given x) {
             const Shape whole{2, x[1].shape()[0], x[0].shape()[0]};
             return broadcast_to(x[0], whole) * broadcast_to(x[1], whole);
           }},
          {"sum_to_a_row", "sum_to", any_cube,
           [](Given x) {
             return sum_to(x[0], Shape{1, x[0].shape()[2]});
           }},
          {"sum_to_what_it_is", "sum_to", any, [](Given x) { return sum_to(x[0], x[0].shape()); }},
          {"reshape", "reshape", any, [](Given x) { return reshape(x[0], {-1}); }},
          {"transpose", "transpose", any, [](Given x) { return transpose(x[0]); }},
          {"permute", "permute", any_cube,

           [](Given x) {
             return permute(x[0], {2, 0, -2});
           }},
          {"slice_of_rows", "slice", any, [](Given x) { return inner_part(x[0], 0); }},
          {"slice_in_the_middle", "slice", any_cube, [](Given x) { return inner_part(x[0], 1); }},
          {"slices_that_overlap", "slice", any,
           [](Given x) { return inner_part(x[0], 1) * inner_part(x[0], -1); }},
          {"split_in_halves", "slice", two_alike,
           [](Given x) {
             const auto halves = split(concatenate({x[0], x[1]}, 1), 2, 1);
             return halves[0] * halves[1];
           }},
          {"split_in_three", "slice", any,
           [](Given x) {
             const std::int64_t count = x[0].shape()[0], few = count / 3;
             const auto parts = split(x[0], {few, 0, count - few}, 0);
             return concatenate({parts[2], parts[1], parts[0]}, 0);
           }},
          {"pad", "pad", any,
           [](Given x) {
             return pad(x[0], {{1, 0}, {2, 3}}, 0.5);
           }},
          {"pad_in_the_middle", "pad", any_cube,
           [](Given x) {
             return pad(x[0], {{0, 0}, {1, 2}, {0, 0}});
           }},
          {"stack", "stack", two_alike,
           [](Given x) {
             return stack({x[0], x[1], x[0]}, 0);
           }},
          {"stack_behind", "stack", two_alike, [](Given x) { return stack(x, -1); }},
          {"concatenate_rows", "concatenate", two_alike, [](Given x) { return concatenate(x, 0); }},
          {"concatenate_columns", "concatenate", three_to_join,
           [](Given x) {
             return concatenate({x[0], x[1], x[2]}, -1);
           }},
      });
}

}  // namespace gradflow::testing
