#pragma once
// The tables behind figures 6 to 8: one histogram for each hidden layer, over common bins, and one
// number for each layer and initialisation.

#include <string>
#include <string_view>
#include <vector>

#include "studies/glorot2010/model/network.h"
#include "studies/support/csv.h"
#include "studies/support/histogram.h"

namespace glorot2010 {

// value (middle of the bin), L1, L2, … (density). All of one size.
studies::Table histogram_table(const std::vector<studies::Histogram>& layers);

// One value per layer in every column, the columns in the order of their first values.
class LayerTable {
 public:
  void set(std::string_view column, std::vector<double> per_layer);
  studies::Table table() const;  // layer, then the columns

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace glorot2010
