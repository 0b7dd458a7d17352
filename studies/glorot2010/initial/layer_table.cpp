#include "studies/glorot2010/initial/layer_table.h"

#include <utility>

namespace glorot2010 {

void LayerTable::set(std::string_view column, std::vector<double> per_layer) {
  names_.emplace_back(column);
  columns_.push_back(std::move(per_layer));
}

studies::Table LayerTable::table() const {
  std::vector<std::string> names = {"layer"};
  names.insert(names.end(), names_.begin(), names_.end());
  studies::Table table(std::move(names));
  std::vector<studies::Cell> row;
  for (std::size_t i = 0; i < columns_.front().size(); ++i) {
    row.assign(1, i + 1);
    for (const std::vector<double>& column : columns_) row.emplace_back(column[i]);
    table.add_row(row);
  }
  return table;
}

}  // namespace glorot2010
