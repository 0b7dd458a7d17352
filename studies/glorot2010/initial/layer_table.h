#pragma once
// One number for each layer and initialisation: layers.csv of the runs that look at a network
// before its first update.

#include <string>
#include <string_view>
#include <vector>

#include "studies/support/csv.h"

namespace glorot2010 {

// A column has one value per layer, and its place by when it was set.
class LayerTable {
 public:
  void set(std::string_view column, std::vector<double> per_layer);
  studies::Table table() const;  // layer, then the columns

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace glorot2010
