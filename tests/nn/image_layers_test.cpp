// Layers over images and signals: convolution, pooling, batch norm and group norm as modules.

#include <gtest/gtest.h>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/channel_norm.h"
#include "nn/checkpoint.h"
#include "nn/convolution.h"
#include "nn/optim/sgd.h"
#include "nn/pooling.h"
#include "nn/sequential.h"
#include "tensor/arithmetic.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::close;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;
using gradflow::testing::TemporaryFolder;

TEST(Conv2d, CallsConvolutionWithItsOptions) {
  Rng rng(1), same(1);
  Conv2d layer(4, 6, {3, 2}, init::he_normal(), rng,
               {.stride = 2, .padding = {1, 0}, .dilation = {1, 2}, .groups = 2});
  const Tensor weight = init::he_normal()({6, 2, 3, 2}, same);
  EXPECT_TRUE(same_bits(layer.weight().value(), weight));
  EXPECT_TRUE(same_bits(layer.bias().value(), Tensor::zeros({6})));
  const Tensor x = rng.normal({2, 4, 7, 7}, 0, 1);
  const ConvolutionOptions options{.stride = 2, .padding = {1, 0}, .dilation = {1, 2}, .groups = 2};
  EXPECT_TRUE(same_bits(layer(x).value(), convolution(x, weight, options).value()));
}

TEST(Conv1d, CallsConvolutionOverSignals) {
  Rng rng(1);
  Conv1d layer(3, 5, 4, init::he_normal(), rng, {.stride = 3, .bias = init::constant(2)});
  const Tensor x = rng.normal({2, 3, 10}, 0, 1);
  EXPECT_EQ(layer.weight().shape(), (Shape{5, 3, 4}));
  EXPECT_TRUE(
      same_bits(layer(x).value(),
                convolution(x, layer.weight(), Tensor::full({5}, 2), {.stride = 3}).value()));
}

TEST(Conv2d, WithoutABiasHasOneParameter) {
  Rng rng(1);
  Conv2d layer(3, 5, 3, init::he_normal(), rng, {.biased = false});
  EXPECT_EQ(layer.parameters().size(), 1U);
  EXPECT_EQ(layer(Tensor::ones({1, 3, 4, 4})).shape(), (Shape{1, 5, 2, 2}));
  expect_error<ArgumentError>([&] { layer.bias(); }, "Conv2d: this layer was made without a bias");
}

TEST(Conv2d, RefusesNumbersOutOfTheirRange) {
  Rng rng(1);
  const init::Initialiser init = init::he_normal();
  expect_error<ArgumentError>([&] { Conv2d(0, 5, 3, init, rng); },
                              "Conv2d: in is 0, out is 5; both must be at least 1");
  expect_error<ArgumentError>([&] { Conv2d(4, 6, 3, init, rng, {.groups = 4}); },
                              "Conv2d: groups is 4; expected a number that divides in, 4, and out, "
                              "6");
  expect_error<ArgumentError>([&] { Conv1d(4, 6, 0, init, rng); },
                              "Conv1d: kernel is [0, 0]; expected at least 1 along each axis");
  expect_error<ArgumentError>(
      [&] {
        Conv2d(4, 6, 3, init, rng, {.stride = {2, 0}});
      },
      "Conv2d: stride is [2, 0]; expected at least 1 along each axis");
  expect_error<ArgumentError>([&] { Conv2d(4, 6, 3, init, rng, {.padding = -1}); },
                              "Conv2d: padding is [-1, -1]; expected at least 0 along each axis");
  expect_error<ArgumentError>([&] { Conv2d(4, 6, 3, init, rng, {.dilation = 0}); },
                              "Conv2d: dilation is [0, 0]; expected at least 1 along each axis");
}

TEST(PoolingLayers, CallTheirOps) {
  Rng rng(2);
  const Tensor x = rng.normal({2, 3, 6, 7}, 0, 1);
  MaxPool2d largest(3, {.stride = 2, .padding = 1});
  AveragePool2d average({2, 3});
  AdaptiveAveragePool2d adaptive({1, 2});
  EXPECT_TRUE(same_bits(largest(x).value(), max_pool(x, 3, {.stride = 2, .padding = 1}).value()));
  EXPECT_TRUE(same_bits(average(x).value(), average_pool(x, {2, 3}).value()));
  EXPECT_TRUE(same_bits(adaptive(x).value(), adaptive_average_pool(x, {1, 2}).value()));
}

TEST(Flatten, MakesRowsOfExamples) {
  Sequential net;
  net.add("flat", flatten);
  EXPECT_EQ(net(Tensor::ones({2, 3, 4, 5})).shape(), (Shape{2, 60}));
  EXPECT_EQ(net(Tensor::ones({0, 3, 4})).shape(), (Shape{0, 12}));
  EXPECT_EQ(net(Tensor::ones({2})).shape(), (Shape{2, 1}));
  expect_error<ShapeError>([&] { flatten(Tensor::scalar(1)); },
                           "flatten: x is []; expected (batch, …)");
}

const Tensor kBatch = Tensor::from({2, 2, 2}, {1, 3, 0, 0, 5, 7, 0, 4});  // means 4, 1

TEST(BatchNormLayer, MovesItsRunningStatisticsInTrainingWithTheUnbiasedVariance) {
  BatchNorm layer(2, {.momentum = 0.25});
  EXPECT_TRUE(same_bits(layer.running_mean(), Tensor::zeros({2})));
  EXPECT_TRUE(same_bits(layer.running_variance(), Tensor::ones({2})));
  const Tensor y = layer(kBatch).value();
  EXPECT_TRUE(same_bits(y, batch_norm(kBatch, Tensor::ones({2}), Tensor::zeros({2})).value()));
  EXPECT_TRUE(close(layer.running_mean(), Tensor::from({2}, {1, 0.25}), 1e-7));
  EXPECT_TRUE(close(layer.running_variance(),
                    Tensor::from({2}, {0.75 + 0.25 * 20 / 3, 0.75 + 0.25 * 4}), 1e-6));
}

TEST(BatchNormLayer, UsesThemInEvaluationAndLeavesThem) {
  BatchNorm layer(2, {.momentum = 1});
  layer(kBatch);
  layer.eval();
  const ChannelMoments before{layer.running_mean(), layer.running_variance()};
  const Tensor x = kBatch * 3;
  const Tensor y = layer(x).value();
  EXPECT_TRUE(same_bits(y, batch_norm(x, Tensor::ones({2}), Tensor::zeros({2}), before).value()));
  EXPECT_TRUE(same_bits(layer(x.rows(0, 1)).value(), y.rows(0, 1)));
  EXPECT_TRUE(same_bits(layer.running_mean(), before.mean));
  EXPECT_TRUE(same_bits(layer.running_variance(), before.variance));
  layer.train();
  layer(x);
  EXPECT_FALSE(identical(layer.running_mean(), before.mean));
}

TEST(BatchNormLayer, KeepsItsRunningStatisticsInACheckpoint) {
  const TemporaryFolder folder;
  const auto build = [](Sequential& net, Rng& rng) {
    net.add<Conv2d>("conv", 1, 3, 2, init::he_normal(), rng, ConvOptions{.biased = false});
    net.add<BatchNorm>("norm", 3);
  };
  Rng rng(3), other(4);
  Sequential net, loaded;
  build(net, rng);
  build(loaded, other);
  const Tensor x = rng.normal({4, 1, 5, 5}, 0, 1);
  optim::Sgd sgd(net, {.learning_rate = 0.1});
  for (int step = 0; step < 3; ++step) sgd.backward(mean(net(x) * net(x)));
  Checkpoint saving, loading;
  saving.add(net);
  loading.add(loaded);
  saving.save(folder.file("net"));
  loading.load(folder.file("net"));
  ASSERT_EQ(loaded.named_buffers().size(), 2U);
  EXPECT_EQ(loaded.named_buffers()[0].path, "norm.running_mean");
  EXPECT_EQ(loaded.named_buffers()[1].path, "norm.running_variance");
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_TRUE(same_bits(*loaded.named_buffers()[i].item, *net.named_buffers()[i].item));
  net.eval();
  loaded.eval();
  EXPECT_TRUE(same_bits(loaded(x).value(), net(x).value()));
}

TEST(BatchNormLayer, RefusesNumbersOutOfTheirRange) {
  expect_error<ArgumentError>([] { BatchNorm layer(0); },
                              "BatchNorm: channels is 0; it must be at least 1");
  expect_error<ArgumentError>([] { BatchNorm layer(2, {.momentum = 0}); },
                              "BatchNorm: momentum is 0; it must be above 0 and at most 1");
  expect_error<ArgumentError>([] { BatchNorm layer(2, {.epsilon = -1}); },
                              "BatchNorm: epsilon is -1; it must be finite and above 0");
}

TEST(GroupNormLayer, CallsItsOpInTrainingAndEvaluationAlike) {
  Rng rng(5);
  GroupNorm layer(2, 4, {.epsilon = 0.1});
  layer.weight().update([](Tensor& w) { w = Tensor::from({4}, {1, 2, 3, 4}); });
  const Tensor x = rng.normal({3, 4, 5}, 0, 1);
  const Tensor y =
      group_norm(x, 2, Tensor::from({4}, {1, 2, 3, 4}), Tensor::zeros({4}), 0.1).value();
  EXPECT_TRUE(same_bits(layer(x).value(), y));
  layer.eval();
  EXPECT_TRUE(same_bits(layer(x).value(), y));
  expect_error<ArgumentError>([] { GroupNorm wrong(3, 4); },
                              "GroupNorm: groups is 3; expected a number that divides the 4 "
                              "channels");
}

}  // namespace
}  // namespace gradflow::nn
