#pragma once
// Small classifiers of a kind each, in sizes that a test chooses: add_layers(net, rng) builds one,
// and draw(rng) makes a batch for it, of inputs and labels.

#include <cstdint>
#include <utility>

#include "nn/gradflow.h"

namespace gradflow::testing {

using InputsAndLabels = std::pair<Tensor, Tensor>;

inline Tensor draw_labels(std::int64_t batch, std::int64_t classes, Rng& rng) {
  return rng.integers({batch}, 0, static_cast<std::int32_t>(classes) - 1);
}

// In batches of ten a weight is updated in the walk that forms its layer's input gradient.
struct DenseModel {
  std::int64_t batch, in, first, second, classes;

  void add_layers(nn::Sequential& net, Rng& rng) const {
    net.add<nn::Linear>("h1", in, first, init::glorot_uniform(), rng);
    net.add("z1", tanh);
    net.add<nn::Linear>("h2", first, second, init::glorot_uniform(), rng);
    net.add("z2", gelu);
    net.add<nn::Linear>("output", second, classes, init::glorot_uniform(), rng);
  }
  InputsAndLabels draw(Rng& rng) const {
    Tensor inputs = rng.normal({batch, in}, 0, 1);
    return {std::move(inputs), draw_labels(batch, classes, rng)};
  }
};

// Convolution, both channel norms, both poolings, dropout. `extent` is a multiple of 4, `first` and
// `second` are even.
struct ImageModel {
  std::int64_t batch, channels, extent, first, second, classes;

  void add_layers(nn::Sequential& net, Rng& rng) const {
    net.add<nn::Conv2d>("c1", channels, first, 3, init::he_normal(), rng,
                        nn::ConvOptions{.padding = 1});
    net.add<nn::BatchNorm>("n1", first);
    net.add("r1", relu);
    net.add<nn::MaxPool2d>("p1", 2);
    net.add<nn::Conv2d>("c2", first, second, 3, init::he_normal(), rng,
                        nn::ConvOptions{.padding = 1, .groups = 2});
    net.add<nn::GroupNorm>("n2", 2, second);
    net.add("r2", relu);
    net.add<nn::AveragePool2d>("p2", 2);
    net.add("flat", nn::flatten);
    net.add<nn::Dropout>("d", 0.25, rng);
    net.add<nn::Linear>("output", second * (extent / 4) * (extent / 4), classes,
                        init::glorot_uniform(), rng);
  }
  InputsAndLabels draw(Rng& rng) const {
    Tensor inputs = rng.normal({batch, channels, extent, extent}, 0, 1);
    return {std::move(inputs), draw_labels(batch, classes, rng)};
  }
};

// Embedding, attention, layer norm, dropout.
struct WordModel {
  std::int64_t batch, symbols, length, width, heads;

  void add_layers(nn::Sequential& net, Rng& rng) const {
    net.add<nn::Embedding>("symbols", symbols, width, rng);
    net.add<nn::TransformerBlock>("block", width, heads, rng,
                                  nn::TransformerBlockOptions{.causal = true, .dropout = 0.1});
    net.add<nn::LayerNorm>("norm", width);
    net.add("flat", nn::flatten);
    net.add<nn::Linear>("output", length * width, symbols, init::glorot_uniform(), rng);
  }
  InputsAndLabels draw(Rng& rng) const {
    Tensor inputs = rng.integers({batch, length}, 0, static_cast<std::int32_t>(symbols) - 1);
    return {std::move(inputs), draw_labels(batch, symbols, rng)};
  }
};

}  // namespace gradflow::testing
