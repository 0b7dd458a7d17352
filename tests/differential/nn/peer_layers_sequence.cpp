// Counterparts of the layers of models of sequences. The order of gates, and of queries, keys and
// values, is the same in both; the names differ.

#include <limits>

#include "tests/differential/nn/peer_layer.h"

namespace gradflow::differential {

namespace {

const PeerNames kRecurrentNames = {{"weight_ih", "weight_ih_l0"},
                                   {"weight_hh", "weight_hh_l0"},
                                   {"bias_ih", "bias_ih_l0"},
                                   {"bias_hh", "bias_hh_l0"}};
const PeerNames kAttentionNames = {{"projection.weight", "in_proj_weight"},
                                   {"projection.bias", "in_proj_bias"},
                                   {"attention.output.", "attention.out_proj."}};

// libtorch has an axis for stacked layers in front of the state.
template <class Holder>
PeerLayer peer_recurrent(Holder layer) {
  const auto call = [layer](const Tensors& x) mutable {
    const auto [sequence, last] =
        x.size() == 1 ? layer->forward(x[0]) : layer->forward(x[0], x[1].unsqueeze(0));
    return Tensors{sequence, last.squeeze(0)};
  };
  return {layer.ptr(), call, kRecurrentNames};
}

PeerLayer peer_rnn(const LayerSizes& sizes) {
  return peer_recurrent(torch::nn::RNN(sizes.in, sizes.out));
}

PeerLayer peer_gru(const LayerSizes& sizes) {
  return peer_recurrent(torch::nn::GRU(sizes.in, sizes.out));
}

PeerLayer peer_lstm(const LayerSizes& sizes) {
  torch::nn::LSTM layer(sizes.in, sizes.out);
  const auto call = [layer](const Tensors& x) mutable {
    const auto [sequence, states] =
        x.size() == 1 ? layer->forward(x[0])
                      : layer->forward(x[0], std::make_tuple(x[1].unsqueeze(0), x[2].unsqueeze(0)));
    return Tensors{sequence, std::get<0>(states).squeeze(0), std::get<1>(states).squeeze(0)};
  };
  return {layer.ptr(), call, kRecurrentNames};
}

// libtorch's takes (time, batch, width).
torch::Tensor attended_by(torch::nn::MultiheadAttention& layer, const torch::Tensor& x,
                          bool causal) {
  const torch::Tensor steps = x.transpose(0, 1);
  torch::Tensor mask;
  if (causal)
    mask =
        torch::full({x.size(1), x.size(1)}, -std::numeric_limits<double>::infinity(), x.options())
            .triu(1);
  return std::get<0>(layer->forward(steps, steps, steps, {}, false, mask)).transpose(0, 1);
}

PeerLayer peer_attention(const LayerSizes& sizes) {
  torch::nn::MultiheadAttention layer(sizes.width, sizes.heads);
  const auto call = [layer, causal = sizes.causal](const Tensors& x) mutable {
    return Tensors{attended_by(layer, x[0], causal)};
  };
  PeerNames names = kAttentionNames;
  names.back() = {"output.", "out_proj."};
  return {layer.ptr(), call, names};
}

// TransformerEncoderLayer normalises after each branch in C++, so the block is put together from
// the modules that it is made of.
struct PeerBlock : torch::nn::Module {
  explicit PeerBlock(const LayerSizes& sizes)
      : attention_norm(norm_over(sizes.width)),
        attention(sizes.width, sizes.heads),
        hidden_norm(norm_over(sizes.width)),
        hidden(sizes.width, sizes.out),
        output(sizes.out, sizes.width),
        causal(sizes.causal) {
    register_module("attention_norm", attention_norm);
    register_module("attention", attention);
    register_module("hidden_norm", hidden_norm);
    register_module("hidden", hidden);
    register_module("output", output);
  }

  static torch::nn::LayerNorm norm_over(std::int64_t width) {
    return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    const torch::Tensor a = x + attended_by(attention, attention_norm->forward(x), causal);
    const torch::Tensor h = torch::gelu(hidden->forward(hidden_norm->forward(a)));
    return a + output->forward(h);
  }

  torch::nn::LayerNorm attention_norm;
  torch::nn::MultiheadAttention attention;
  torch::nn::LayerNorm hidden_norm;
  torch::nn::Linear hidden, output;
  bool causal;
};

PeerLayer peer_block(const LayerSizes& sizes) {
  const auto block = std::make_shared<PeerBlock>(sizes);
  return {block, [block](const Tensors& x) { return Tensors{block->forward(x[0])}; },
          kAttentionNames};
}

PeerLayer peer_layer_norm(const LayerSizes& sizes) {
  return peer_of_one(
      torch::nn::LayerNorm(torch::nn::LayerNormOptions({sizes.width}).eps(sizes.epsilon)));
}

}  // namespace

void add_sequence_layers(std::vector<PeerLayerRow>& all) {
  all.insert(all.end(), {
                            {"Embedding",
                             [](const LayerSizes& sizes) {
                               return peer_of_one(torch::nn::Embedding(sizes.rows, sizes.width));
                             }},
                            {"LayerNorm", peer_layer_norm},
                            {"Rnn", peer_rnn},
                            {"Rnn from a state", peer_rnn},
                            {"Gru", peer_gru},
                            {"Gru from a state", peer_gru},
                            {"Lstm", peer_lstm},
                            {"Lstm from states", peer_lstm},
                            {"MultiHeadAttention", peer_attention},
                            {"TransformerBlock", peer_block},
                        });
}

}  // namespace gradflow::differential
