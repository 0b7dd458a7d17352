#include "studies/glorot2010/claims/depths.h"

#include <algorithm>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/training/variations.h"

namespace glorot2010 {

std::vector<std::string> runs_of_depths(Activation activation) {
  std::vector<std::string> runs;
  for (int depth = 1; depth <= kDepths; ++depth) runs.push_back(run_of_depth(activation, depth));
  return runs;
}

std::vector<double> lowest_validation_errors(const std::vector<studies::Table>& errors) {
  const double update = last_common_update(errors);
  std::vector<double> lowest;
  for (const studies::Table& table : errors) {
    std::vector<double> validation = table.column("validation_error");
    validation.resize(row_of_update(table, update) + 1);
    lowest.push_back(*std::ranges::min_element(validation));
  }
  return lowest;
}

int best_depth(const std::vector<double>& lowest) {
  return static_cast<int>(std::ranges::min_element(lowest) - lowest.begin()) + 1;
}

}  // namespace glorot2010
