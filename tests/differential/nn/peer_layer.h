#pragma once
// A row of the layers said in libtorch. Only files that see its headers include this one.

#include <torch/nn.h>

#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/differential/nn/layer_sizes.h"
#include "tests/differential/torch_arrays.h"

namespace gradflow::differential {

// Parts of our paths, and what stands for them in libtorch's.
using PeerNames = std::vector<std::pair<std::string_view, std::string_view>>;

struct PeerLayer {
  std::shared_ptr<torch::nn::Module> module;
  std::function<Tensors(const Tensors& inputs)> call;
  PeerNames names = {};
};

struct PeerLayerRow {
  std::string_view row;
  PeerLayer (*make)(const LayerSizes& sizes);
};

void add_plain_layers(std::vector<PeerLayerRow>& all);
void add_sequence_layers(std::vector<PeerLayerRow>& all);

// A module of one input and one output.
template <class Holder>
PeerLayer peer_of_one(Holder layer, PeerNames names = {}) {
  return {layer.ptr(), [layer](const Tensors& x) mutable { return Tensors{layer->forward(x[0])}; },
          std::move(names)};
}

}  // namespace gradflow::differential
