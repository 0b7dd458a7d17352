// Rows of the ops that fold an axis, or everything.

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

void add_reduction_rows(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"sum", "sum", any, [](Given x) { return sum(x[0]); }},
          {"sum_over_rows", "sum", any, [](Given x) { return sum(x[0], 0); }},
          {"sum_kept", "sum", any, [](Given x) { return sum(x[0], -1, KeepAxis::yes); }},
          {"sum_in_the_middle", "sum", any_cube, [](Given x) { return sum(x[0], 1); }},
          {"mean", "mean", some, [](Given x) { return mean(x[0]); }},
          {"mean_over_rows", "mean", some, [](Given x) { return mean(x[0], 0); }},
          {"mean_kept", "mean", some, [](Given x) { return mean(x[0], -1, KeepAxis::yes); }},
          {"mean_in_the_middle", "mean", some_in_the_middle, [](Given x) { return mean(x[0], 1); }},
          {"max_in_the_middle", "max", some_in_the_middle, [](Given x) { return max(x[0], -2); }},
          {"max_kept", "max", some_in_the_middle,
           [](Given x) { return max(x[0], 1, KeepAxis::yes); }},
      });
}

}  // namespace gradflow::testing
