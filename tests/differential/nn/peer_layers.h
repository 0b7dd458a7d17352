#pragma once
// The layers of libtorch behind plain numbers: no header of it is seen here.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/nn/layer_sizes.h"
#include "tests/differential/peer.h"

namespace gradflow::differential {

using NamedArrays = std::map<std::string, Array>;  // by our paths

struct LayerInput {
  Array array;
  bool of_indices = false;  // whole numbers, which have no gradient
};

// One call, and the pass behind it.
struct LayerStep {
  std::vector<LayerInput> inputs;
  std::vector<Array> upstream;  // a gradient for each output
  bool in_training = true;
};

struct LayerOutcome {
  std::vector<Array> outputs, input_gradients;
  NamedArrays parameter_gradients, buffers;
};

struct LayerTrial {
  std::string_view row;
  LayerSizes sizes;
  NamedArrays parameters;
  std::vector<std::string> buffers;  // names of those to compare
  std::vector<LayerStep> steps;
};

// Rows that have a counterpart.
std::vector<std::string> peer_layer_rows();

// What libtorch makes of the steps, one after the other. std::runtime_error when its module has
// other parameters.
std::vector<LayerOutcome> peer_layer_outcomes(const LayerTrial& trial, Precision precision);

}  // namespace gradflow::differential
