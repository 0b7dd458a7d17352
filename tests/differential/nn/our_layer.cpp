#include "tests/differential/nn/our_layer.h"

#include <algorithm>

#include "nn/gradflow.h"

namespace gradflow::differential {

namespace {

constexpr std::uint64_t kSeedOfWeights = 1;  // the trials write others over them

template <class L>
OurLayer called_with_one(std::unique_ptr<L> layer) {
  L& made = *layer;
  return {std::move(layer),
          [&made](std::span<const Variable> x) { return std::vector<Variable>{made(x[0])}; }};
}

template <class L, class... Arguments>
OurLayer of_one(Arguments&&... arguments) {
  return called_with_one(std::make_unique<L>(std::forward<Arguments>(arguments)...));
}

template <class L, int states>
OurLayer of_recurrent(const LayerSizes& sizes, DType dtype) {
  Rng rng(kSeedOfWeights);
  auto layer = std::make_unique<L>(sizes.in, sizes.out, init::glorot_uniform(), rng,
                                   nn::RecurrentOptions{.dtype = dtype});
  L& made = *layer;
  return {std::move(layer), [&made](std::span<const Variable> x) {
            const auto found = [&] {
              if constexpr (states == 0)
                return made(x[0]);
              else if constexpr (states == 1)
                return made(x[0], x[1]);
              else
                return made(x[0], x[1], x[2]);
            }();
            return std::vector<Variable>(found.begin(), found.end());
          }};
}

PerAxis both(const LayerSizes& sizes, std::int64_t AxisSizes::*number) {
  return {sizes.vertical.*number, sizes.horizontal.*number};
}

nn::ConvOptions convolution_options(const LayerSizes& sizes, DType dtype) {
  return {.stride = both(sizes, &AxisSizes::stride),
          .padding = both(sizes, &AxisSizes::padding),
          .dilation = both(sizes, &AxisSizes::dilation),
          .groups = sizes.groups,
          .biased = sizes.biased,
          .dtype = dtype};
}

PoolingOptions pooling_options(const LayerSizes& sizes) {
  return {.stride = both(sizes, &AxisSizes::stride), .padding = both(sizes, &AxisSizes::padding)};
}

std::unique_ptr<nn::Sequential> scaled_tanh(std::int64_t in, std::int64_t out, DType dtype) {
  Rng rng(kSeedOfWeights);
  auto net = std::make_unique<nn::Sequential>();
  net->add<nn::Linear>("s", in, out, init::glorot_uniform(), rng,
                       nn::LinearOptions{.dtype = dtype});
  net->add("z", tanh);
  return net;
}

OurLayer our_linear(const LayerSizes& sizes, DType dtype) {
  Rng rng(kSeedOfWeights);
  return of_one<nn::Linear>(sizes.in, sizes.out, init::glorot_uniform(), rng,
                            nn::LinearOptions{.dtype = dtype});
}

OurLayer our_conv2d(const LayerSizes& sizes, DType dtype) {
  Rng rng(kSeedOfWeights);
  return of_one<nn::Conv2d>(sizes.in, sizes.out, both(sizes, &AxisSizes::kernel), init::he_normal(),
                            rng, convolution_options(sizes, dtype));
}

OurLayer our_conv1d(const LayerSizes& sizes, DType dtype) {
  Rng rng(kSeedOfWeights);
  return of_one<nn::Conv1d>(sizes.in, sizes.out, sizes.horizontal.kernel, init::he_normal(), rng,
                            convolution_options(sizes, dtype));
}

OurLayer our_batch_norm(const LayerSizes& sizes, DType dtype) {
  return of_one<nn::BatchNorm>(
      sizes.in,
      nn::BatchNormOptions{.momentum = sizes.momentum, .epsilon = sizes.epsilon, .dtype = dtype});
}

OurLayer our_group_norm(const LayerSizes& sizes, DType dtype) {
  return of_one<nn::GroupNorm>(sizes.groups, sizes.in,
                               nn::GroupNormOptions{.epsilon = sizes.epsilon, .dtype = dtype});
}

OurLayer our_layer_norm(const LayerSizes& sizes, DType dtype) {
  return of_one<nn::LayerNorm>(sizes.width,
                               nn::LayerNormOptions{.epsilon = sizes.epsilon, .dtype = dtype});
}

OurLayer our_embedding(const LayerSizes& sizes, DType dtype) {
  Rng rng(kSeedOfWeights);
  return of_one<nn::Embedding>(sizes.rows, sizes.width, rng, nn::EmbeddingOptions{.dtype = dtype});
}

OurLayer our_attention(const LayerSizes& sizes, DType dtype) {
  Rng rng(kSeedOfWeights);
  return of_one<nn::MultiHeadAttention>(
      sizes.width, sizes.heads, rng,
      nn::AttentionLayerOptions{.causal = sizes.causal, .dtype = dtype});
}

OurLayer our_block(const LayerSizes& sizes, DType dtype) {
  Rng rng(kSeedOfWeights);
  return of_one<nn::TransformerBlock>(
      sizes.width, sizes.heads, rng,
      nn::TransformerBlockOptions{.causal = sizes.causal, .hidden = sizes.out, .dtype = dtype});
}

OurLayer our_dropout(const LayerSizes& sizes, DType) {
  Rng rng(kSeedOfWeights);
  return of_one<nn::Dropout>(sizes.probability, rng);
}

OurLayer our_flatten(const LayerSizes&, DType) {
  auto net = std::make_unique<nn::Sequential>();
  net->add("flat", nn::flatten);
  return called_with_one(std::move(net));
}

OurLayer our_residual(const LayerSizes& sizes, DType dtype) {
  return of_one<nn::Residual>(scaled_tanh(sizes.in, sizes.in, dtype));
}

using Shapes = std::vector<Shape>;

Shapes examples(const LayerSizes& sizes) { return {{sizes.batch, sizes.in}}; }
Shapes signals(const LayerSizes& sizes) {
  return {{sizes.batch, sizes.in, sizes.horizontal.extent}};
}
Shapes images(const LayerSizes& sizes) {
  return {{sizes.batch, sizes.in, sizes.vertical.extent, sizes.horizontal.extent}};
}
Shapes sequences(const LayerSizes& sizes) { return {{sizes.batch, sizes.time, sizes.width}}; }
// With time in front.
Shapes steps_alone(const LayerSizes& sizes) { return {{sizes.time, sizes.batch, sizes.in}}; }
Shapes steps_and_state(const LayerSizes& sizes) {
  return {{sizes.time, sizes.batch, sizes.in}, {sizes.batch, sizes.out}};
}
Shapes steps_and_states(const LayerSizes& sizes) {
  return {{sizes.time, sizes.batch, sizes.in}, {sizes.batch, sizes.out}, {sizes.batch, sizes.out}};
}
Shapes symbols(const LayerSizes& sizes) { return {{sizes.batch, sizes.time}}; }

std::vector<LayerRow> rows_of_images() {
  return {
      {"Conv2d", "Conv2d", our_conv2d, images},
      {"Conv1d", "Conv1d", our_conv1d, signals},
      {"BatchNorm", "BatchNorm", our_batch_norm, examples},
      {"BatchNorm over signals", "BatchNorm", our_batch_norm, signals},
      {"BatchNorm over images", "BatchNorm", our_batch_norm, images},
      {"GroupNorm", "GroupNorm", our_group_norm, images},
      {"MaxPool2d", "MaxPool2d",
       [](const LayerSizes& sizes, DType) {
         return of_one<nn::MaxPool2d>(both(sizes, &AxisSizes::kernel), pooling_options(sizes));
       },
       images},
      {"AveragePool2d", "AveragePool2d",
       [](const LayerSizes& sizes, DType) {
         return of_one<nn::AveragePool2d>(both(sizes, &AxisSizes::kernel), pooling_options(sizes));
       },
       images},
      {"AdaptiveAveragePool2d", "AdaptiveAveragePool2d",
       [](const LayerSizes& sizes, DType) {
         return of_one<nn::AdaptiveAveragePool2d>(both(sizes, &AxisSizes::kernel));
       },
       images},
      {"flatten", "Sequential", our_flatten, images},
  };
}

std::vector<LayerRow> rows_of_sequences() {
  return {
      {"Embedding", "Embedding", our_embedding, symbols, true},
      {"LayerNorm", "LayerNorm", our_layer_norm, sequences},
      {"Rnn", "Rnn", of_recurrent<nn::Rnn, 0>, steps_alone},
      {"Rnn from a state", "Rnn", of_recurrent<nn::Rnn, 1>, steps_and_state},
      {"Gru", "Gru", of_recurrent<nn::Gru, 0>, steps_alone},
      {"Gru from a state", "Gru", of_recurrent<nn::Gru, 1>, steps_and_state},
      {"Lstm", "Lstm", of_recurrent<nn::Lstm, 0>, steps_alone},
      {"Lstm from states", "Lstm", of_recurrent<nn::Lstm, 2>, steps_and_states},
      {"MultiHeadAttention", "MultiHeadAttention", our_attention, sequences},
      {"TransformerBlock", "TransformerBlock", our_block, sequences},
  };
}

std::vector<LayerRow> all_layer_rows() {
  std::vector<LayerRow> all = {
      {"Linear", "Linear", our_linear, examples},
      {"Linear over sequences", "Linear", our_linear, steps_alone},
      {"Activation", "Activation",
       [](const LayerSizes&, DType) { return of_one<nn::Activation>(gelu); }, examples},
      {"Sequential", "Sequential",
       [](const LayerSizes& sizes, DType dtype) {
         return called_with_one(scaled_tanh(sizes.in, sizes.out, dtype));
       },
       examples},
      {"Residual", "Residual", our_residual, examples},
      {"Dropout", "Dropout", our_dropout, examples, false, true},
  };
  for (const auto& more : {rows_of_images(), rows_of_sequences()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

const std::vector<LayerRow>& layer_rows() {
  static const std::vector<LayerRow> all = all_layer_rows();
  return all;
}

std::string name_of_test(const LayerRow& row) {
  std::string name(row.name);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

}  // namespace gradflow::differential
