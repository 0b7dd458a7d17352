#include "nn/summary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <sstream>

#include "autograd/ops.h"
#include "nn/attention.h"
#include "nn/convolution.h"
#include "nn/linear.h"
#include "nn/recurrent.h"
#include "nn/sequential.h"
#include "tests/support/expect_error.h"

namespace gradflow::nn {
namespace {

struct SummaryOfANet : ::testing::Test {
  SummaryOfANet() {
    net.add<Linear>("h1", 784, 1000, init::glorot_uniform(), rng);
    net.add("t1", tanh);
    net.add<Linear>("out", 1000, 10, init::glorot_uniform(), rng);
  }
  Rng rng{1};
  Sequential net;
};

TEST_F(SummaryOfANet, IsATable) {
  EXPECT_EQ(summary(net, Tensor::zeros({10, 784})),
            "path   kind        output      parameters      bytes  multiply-adds\n"
            "h1     Linear      [10, 1000]     785,000  3,140,000      7,840,000\n"
            "t1     Activation  [10, 1000]           0          0              -\n"
            "out    Linear      [10, 10]        10,010     40,040        100,000\n"
            "total                             795,010  3,180,040      7,940,000\n");
}

TEST_F(SummaryOfANet, FitsEightyColumns) {
  std::istringstream lines(summary(net, Tensor::zeros({10, 784})));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST_F(SummaryOfANet, ChangesNoMode) {
  net.at("h1").eval();
  bool seen_in_training = true;
  const HookHandle hook = net.on_forward(
      [&](const Module& module, auto, auto) { seen_in_training = module.is_training(); });
  summary(net, Tensor::zeros({1, 784}));
  EXPECT_FALSE(seen_in_training);
  EXPECT_TRUE(net.is_training());
  EXPECT_FALSE(net.at("h1").is_training());
  EXPECT_TRUE(net.at("t1").is_training());
  EXPECT_ANY_THROW(summary(net, Tensor::zeros({1, 3})));
  EXPECT_TRUE(net.is_training());
}

// A layer that has its child from its first call on.
struct LateChild final : Layer<Variable(Variable)> {
  void visit(Visitor& visitor) override {
    if (late) visitor.child("late", *late);
  }
  Variable forward(const Variable& x) override {
    if (!late) name_child("late", *(late = std::make_unique<Activation>(tanh)));
    return (*late)(x);
  }
  std::unique_ptr<Activation> late;
};

TEST_F(SummaryOfANet, ChangesNoModeWhereAModelGrowsInTheCall) {
  Sequential growing;
  for (const char* name : {"a", "b"}) growing.add<LateChild>(name);
  growing.add("c", tanh);
  growing.add("d", tanh);
  growing.at("c").eval();
  summary(growing, Tensor::zeros({1, 2}));
  for (const char* path : {"a", "a.late", "b", "b.late", "d"})
    EXPECT_TRUE(growing.at(path).is_training()) << path;
  EXPECT_FALSE(growing.at("c").is_training());
}

// Two children that hold one module, of which each other has another mode.
TEST_F(SummaryOfANet, ChangesNoModeOfWhatIsShared) {
  struct Holder final : Layer<Variable(Variable)> {
    explicit Holder(std::shared_ptr<Activation> module) : held(std::move(module)) {}
    void visit(Visitor& visitor) override { visitor.child("held", *held); }
    Variable forward(const Variable& x) override { return (*held)(x); }
    std::shared_ptr<Activation> held;
  };
  const auto shared = std::make_shared<Activation>(tanh);
  Sequential pair;
  pair.add<Holder>("a", shared);
  pair.add<Holder>("b", shared);
  pair.at("b").eval();
  shared->train();
  summary(pair, Tensor::zeros({1, 2}));
  EXPECT_TRUE(pair.at("a").is_training());
  EXPECT_FALSE(pair.at("b").is_training());
  EXPECT_TRUE(shared->is_training());
}

TEST_F(SummaryOfANet, MakesNoGraph) {
  Variable output;
  const HookHandle hook =
      net.on_forward([&](const Module&, auto, auto outputs) { output = outputs[0]; });
  summary(net, Tensor::zeros({1, 784}));
  EXPECT_FALSE(output.requires_gradient());
}

// A parameter of its own beside a layer that is called twice, one that shares it, and one that is
// never called.
struct Odd : Layer<Variable(Variable)> {
  explicit Odd(Rng& rng)
      : twice(4, 4, init::glorot_uniform(), rng), never(2, 1, init::glorot_uniform(), rng) {}
  void visit(Visitor& visitor) override {
    visitor.parameter("scale", scale);
    visitor.buffer("mean", mean);
    visitor.child("twice", twice);
    visitor.child("never", never);
  }
  Variable forward(const Variable& x) override { return twice(twice(x)) * scale; }
  Parameter scale{Tensor::ones({4})};
  Tensor mean = Tensor::zeros({2});
  Linear twice, never;
};

TEST(Summary, CountsWhatAModuleOwnsAndEveryCall) {
  Rng rng(1);
  Odd odd(rng);
  odd.set_name("odd");
  EXPECT_EQ(summary(odd, Tensor::zeros({3, 4})),
            "path       kind    output  parameters  bytes  multiply-adds\n"
            "odd        Odd     [3, 4]           4     24              -\n"
            "odd.twice  Linear  [3, 4]          20     80             96\n"
            "odd.never  Linear  -                3     12              -\n"
            "total                              27    116             96\n");
}

// (2, 6, 3, 2) from windows of 2 × 3 over the two channels of a group; (2, 6, 2) from windows of 3
// over all four channels.
TEST(Summary, CountsAConvolutionByItsWindows) {
  Rng rng(1);
  Conv2d images(4, 6, {2, 3}, init::he_normal(), rng, {.stride = {2, 1}, .groups = 2});
  images.set_name("images");
  EXPECT_EQ(summary(images, Tensor::zeros({2, 4, 6, 4})),
            "path    kind    output        parameters  bytes  multiply-adds\n"
            "images  Conv2d  [2, 6, 3, 2]          78    312            864\n"
            "total                                 78    312            864\n");
  Conv1d signals(4, 6, 3, init::he_normal(), rng, {.biased = false});
  signals.set_name("signals");
  EXPECT_EQ(summary(signals, Tensor::zeros({2, 4, 4})),
            "path     kind    output     parameters  bytes  multiply-adds\n"
            "signals  Conv1d  [2, 6, 2]          72    288            288\n"
            "total                               72    288            288\n");
}

// Two sequences of 3 in a width of 4: queries see 9 keys, or 1 + 2 + 3 of them when it is causal.
TEST(Summary, CountsTheKeysThatQueriesSee) {
  Rng rng(1);
  for (const bool causal : {false, true}) {
    MultiHeadAttention attention(4, 2, rng, {.causal = causal});
    attention.set_name("a");
    const std::string own = causal ? "96" : "144", total = causal ? "480" : "528";
    EXPECT_EQ(summary(attention, Tensor::zeros({2, 3, 4})),
              "path          kind                output      parameters  bytes  multiply-adds\n"
              "a             MultiHeadAttention  [2, 3, 4]            0      0  " +
                  std::string(13 - own.size(), ' ') + own +
                  "\n"
                  "a.projection  Linear              [2, 3, 12]          60    240            288\n"
                  "a.output      Linear              [2, 3, 4]           20     80             96\n"
                  "total                                                 80    320            " +
                  total + "\n");
  }
}

TEST(Summary, RefusesACallThatIsNone) {
  Sequential net;
  gradflow::testing::expect_error<ArgumentError>([&] { summary(net, nn::Callable<void()>()); },
                                                 "summary: the call is no function");
}

TEST(Summary, TakesACallOfAnySignature) {
  Rng rng(1);
  Lstm lstm(2, 3, init::glorot_uniform(), rng);
  lstm.set_name("lstm");
  EXPECT_EQ(summary(lstm,
                    [&] {
                      lstm(Tensor::zeros({5, 1, 2}));
                    }),
            "path   kind  output     parameters  bytes  multiply-adds\n"
            "lstm   Lstm  [5, 1, 3]          84    336            300\n"
            "total                           84    336            300\n");
}

}  // namespace
}  // namespace gradflow::nn
