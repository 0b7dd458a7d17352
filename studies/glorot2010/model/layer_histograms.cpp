#include "studies/glorot2010/model/layer_histograms.h"

#include <fmt/core.h>

#include <utility>

namespace glorot2010 {

studies::Table histogram_table(const std::vector<studies::Histogram>& layers) {
  std::vector<std::string> names = {"value"};
  for (std::size_t i = 1; i <= layers.size(); ++i) names.push_back(fmt::format("L{}", i));
  studies::Table table(std::move(names));
  std::vector<studies::Cell> row;
  for (int bin = 0; bin < layers.front().bins(); ++bin) {
    row.assign(1, layers.front().bin_centre(bin));
    for (const studies::Histogram& layer : layers) row.emplace_back(layer.density(bin));
    table.add_row(row);
  }
  return table;
}

}  // namespace glorot2010
