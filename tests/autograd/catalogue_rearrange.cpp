// Rows of the ops that move elements.

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

namespace {

Variable inner_part(const Variable& x, int axis) {
  const std::int64_t extent = x.value().extent(axis);
  return slice(x, axis, extent / 3, extent - extent / 4);
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
          {"concatenate_rows", "concatenate", two_alike, [](Given x) { return concatenate(x, 0); }},
          {"concatenate_columns", "concatenate", three_to_join,
           [](Given x) {
             return concatenate({x[0], x[1], x[2]}, -1);
           }},
      });
}

}  // namespace gradflow::testing
