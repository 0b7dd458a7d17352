// Rows of the ops that fold an axis, or everything, or all that stands before.

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

namespace {

Inputs two_rows_at_least(Draw& draw) { return {draw.normal({1 + draw.some(), draw.some()})}; }

}  // namespace

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
          {"min_in_the_middle", "min", some_in_the_middle, [](Given x) { return min(x[0], -2); }},
          {"min_kept", "min", some_in_the_middle,
           [](Given x) { return min(x[0], 1, KeepAxis::yes); }},
          {"variance", "variance", some, [](Given x) { return variance(x[0]); }},
          {"variance_unbiased", "variance", two_rows_at_least,
           [](Given x) { return variance(x[0], Unbiased::yes); }},
          {"variance_in_the_middle", "variance", some_in_the_middle,
           [](Given x) { return variance(x[0], 1); }},
          {"variance_of_columns", "variance", two_rows_at_least,
           [](Given x) { return variance(x[0], 0, KeepAxis::yes, Unbiased::yes); }},
          {"norm", "norm", away_from_zero, [](Given x) { return norm(x[0]); }},
          {"norm_of_rows", "norm", away_from_zero, [](Given x) { return norm(x[0], -1); }},
          {"norm_of_columns", "norm", away_from_zero,
           [](Given x) { return norm(x[0], 0, KeepAxis::yes); }},
          {"cumulative_sum", "cumulative_sum", any,
           [](Given x) { return cumulative_sum(x[0], -1); }},
          {"cumulative_sum_in_the_middle", "cumulative_sum", any_cube,
           [](Given x) { return cumulative_sum(x[0], 1, Direction::backward); }},
      });
}

}  // namespace gradflow::testing
