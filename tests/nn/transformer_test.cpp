// Layers of models of sequences: embedding, layer norm, attention, the block made of them.

#include <gtest/gtest.h>

#include <cmath>

#include "autograd/backward.h"
#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "nn/attention.h"
#include "nn/embedding.h"
#include "nn/layer_norm.h"
#include "nn/optim/sgd.h"
#include "nn/sequential.h"
#include "nn/transformer_block.h"
#include "tensor/rearrange.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/thread_count.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::close;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;
using gradflow::testing::ThreadCount;

TEST(EmbeddingLayer, LooksUpAndTrainsItsRows) {
  Rng rng(1);
  Embedding embedding(5, 4, rng);
  const Tensor indices = Tensor::from({2, 1}, {3, 3}, DType::int32);
  const Tensor before = embedding.weight().value();
  optim::Sgd sgd(embedding, {.learning_rate = 0.5});
  const Variable y = embedding(indices);
  EXPECT_EQ(y.shape(), (Shape{2, 1, 4}));
  sgd.backward(sum(y));
  const Tensor after = embedding.weight().value();
  EXPECT_TRUE(close(after.rows(3, 4), before.rows(3, 4) - 1.0, 1e-6));
  EXPECT_TRUE(same_bits(after.rows(0, 3), before.rows(0, 3)));
  EXPECT_TRUE(same_bits(after.rows(4, 5), before.rows(4, 5)));
  expect_error<ArgumentError>([&] { Embedding(0, 4, rng); },
                              "Embedding: rows are 0, width is 4; both must be at least 1");
}

TEST(LayerNormLayer, StartsAsTheNormalisationAlone) {
  Rng rng(2);
  LayerNorm norm(8);
  const Tensor x = rng.normal({3, 2, 8}, 5, 3);
  EXPECT_TRUE(
      same_bits(norm(x).value(), layer_norm(x, Tensor::ones({8}), Tensor::zeros({8})).value()));
  expect_error<ArgumentError>([] { LayerNorm(0); },
                              "LayerNorm: the width is 0; it must be at least 1");
  expect_error<ArgumentError>([] { LayerNorm(4, {.epsilon = -1}); },
                              "LayerNorm: epsilon is -1; it must be finite and above 0");
}

TEST(LinearLayer, TakesMoreAxesOfTheBatch) {
  Rng rng(3);
  Linear layer(4, 3, init::glorot_uniform(), rng, {.bias = init::uniform(-1, 1)});
  const Tensor x = rng.normal({2, 5, 4}, 0, 1);
  EXPECT_TRUE(same_bits(layer(x).value(), layer(x.reshape({10, 4})).value().reshape({2, 5, 3})));
  EXPECT_EQ(layer(Tensor::ones({0, 5, 4})).shape(), (Shape{0, 5, 3}));
}

// Two heads of two, in plain loops over the parameters.
TEST(MultiHeadAttention, IsItsHeadsSideBySide) {
  Rng rng(4);
  MultiHeadAttention attention(4, 2, rng, {.causal = true, .dtype = DType::float64});
  const Tensor x = rng.normal({2, 3, 4}, 0, 1, DType::float64);
  const auto w = [&](std::string_view path) {
    for (const auto& [name, parameter] : attention.named_parameters())
      if (name == path) return parameter->value();
    return Tensor();
  };
  const auto projected = [&](std::int64_t b, std::int64_t t, std::int64_t row) {
    double y = w("projection.bias").at({row});
    for (std::int64_t c = 0; c < 4; ++c) y += w("projection.weight").at({row, c}) * x.at({b, t, c});
    return y;
  };
  const Tensor y = attention(x).value();
  for (std::int64_t b = 0; b < 2; ++b)
    for (std::int64_t t = 0; t < 3; ++t) {
      double found[4] = {};
      for (std::int64_t c = 0; c < 4; ++c) {
        const std::int64_t head = c / 2 * 2;  // its first column
        double total = 0;
        for (std::int64_t s = 0; s <= t; ++s) {
          double score = 0;
          for (std::int64_t d = head; d < head + 2; ++d)
            score += projected(b, t, d) * projected(b, s, 4 + d);
          const double e = std::exp(score / std::sqrt(2.0));
          total += e;
          found[c] += e * projected(b, s, 8 + c);
        }
        found[c] /= total;
      }
      for (std::int64_t row = 0; row < 4; ++row) {
        double expected = w("output.bias").at({row});
        for (std::int64_t c = 0; c < 4; ++c) expected += w("output.weight").at({row, c}) * found[c];
        EXPECT_NEAR(y.at({b, t, row}), expected, 1e-12);
      }
    }
}

TEST(MultiHeadAttention, RefusesHeadsThatDoNotDivideTheWidth) {
  Rng rng(5);
  expect_error<ArgumentError>([&] { MultiHeadAttention(10, 4, rng); },
                              "MultiHeadAttention: 4 heads do not divide a width of 10; each needs "
                              "an equal share");
  EXPECT_THROW(MultiHeadAttention(std::int64_t{1} << 62, 1, rng), ArgumentError);
  expect_error<ArgumentError>([&] { MultiHeadAttention(8, 0, rng); },
                              "MultiHeadAttention: width is 8, heads are 0; both must be at least "
                              "1");
  MultiHeadAttention attention(8, 2, rng);
  attention.set_name("a");
  expect_error<ShapeError>(
      [&] {
        attention(Tensor::ones({2, 8}));
      },
      "MultiHeadAttention: \"a\": x is [2, 8]; expected (batch, time, 8)");
}

TEST(TransformerBlock, IsBlindToWhatComesLaterWhenItIsCausal) {
  Rng rng(6);
  TransformerBlock block(8, 2, rng, {.causal = true});
  const Tensor x = rng.normal({1, 6, 8}, 0, 1);
  Tensor changed = x.clone();
  for (float& element : changed.edit<float>().subspan(4 * 8)) element += 1;
  const Tensor y = block(x).value(), z = block(changed).value();
  EXPECT_TRUE(same_bits(slice(z, 1, 0, 4), slice(y, 1, 0, 4)));
  EXPECT_FALSE(identical(slice(z, 1, 4, 6), slice(y, 1, 4, 6)));
}

TEST(TransformerBlock, HasTheGradientOfItsDifferences) {
  Rng rng(7);
  TransformerBlock block(6, 3, rng, {.causal = true, .hidden = 5, .dtype = DType::float64});
  const GradcheckReport report = gradcheck([&](std::span<const Variable> x) { return block(x[0]); },
                                           {rng.normal({2, 4, 6}, 0, 1, DType::float64)});
  EXPECT_TRUE(report.passed) << report.text();
}

TEST(TransformerBlock, TakesABatchThatIsEmptyOrASinglePosition) {
  Rng rng(8);
  TransformerBlock block(8, 2, rng, {.causal = true});
  EXPECT_EQ(block(Tensor::ones({0, 3, 8})).shape(), (Shape{0, 3, 8}));
  EXPECT_EQ(block(Tensor::ones({1, 1, 8})).shape(), (Shape{1, 1, 8}));
}

// One step of a model with dropout; the weights afterwards.
std::vector<Tensor> trained(bool watched) {
  Rng rng(9);
  Sequential net;
  net.add<Embedding>("symbols", 7, 8, rng);
  net.add<TransformerBlock>("block", 8, 2, rng,
                            TransformerBlockOptions{.causal = true, .dropout = 0.2});
  net.add<LayerNorm>("norm", 8);
  net.set_name("");
  std::vector<HookHandle> handles;
  std::int64_t seen = 0;
  if (watched)
    for (const auto& [path, module] : net.named_modules()) {
      handles.push_back(module->on_forward([&](const Module&, auto, auto) { ++seen; }));
      handles.push_back(module->on_backward([&](const Module&, auto, auto) { ++seen; }));
    }
  optim::Sgd sgd(net, {.learning_rate = 0.1});
  sgd.backward(mean(pow(net(rng.integers({5, 12}, 0, 6)), 3)));
  if (watched) {
    EXPECT_EQ(seen, 2 * std::ssize(net.named_modules()));
  }
  std::vector<Tensor> weights;
  for (const Parameter* parameter : net.parameters()) weights.push_back(parameter->value());
  return weights;
}

TEST(TransformerBlock, TrainsWithTheSameBitsWatchedOrNotOnAnyNumberOfThreads) {
  const std::vector<Tensor> expected = trained(false);
  for (const int team : {1, 2, 3, 7}) {
    const ThreadCount guard(team);
    for (const bool watched : {false, true}) {
      const std::vector<Tensor> weights = trained(watched);
      for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_TRUE(same_bits(weights[i], expected[i]));
    }
  }
}

}  // namespace
}  // namespace gradflow::nn
