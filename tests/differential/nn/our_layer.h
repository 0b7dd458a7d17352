#pragma once
// The layers of nn/ as rows, each built from drawn sizes.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/module.h"
#include "tests/differential/nn/layer_sizes.h"

namespace gradflow::differential {

struct OurLayer {
  std::unique_ptr<nn::Module> module;
  std::function<std::vector<Variable>(std::span<const Variable> inputs)> call;
};

struct LayerRow {
  std::string_view name, layer;  // the layer is the class in nn/
  OurLayer (*make)(const LayerSizes& sizes, DType dtype);
  std::vector<Shape> (*inputs)(const LayerSizes& sizes);
  bool of_indices = false;     // the input is indices below LayerSizes::rows
  bool in_evaluation = false;  // never in training, where it draws
};

const std::vector<LayerRow>& layer_rows();

std::string name_of_test(const LayerRow& row);

}  // namespace gradflow::differential
