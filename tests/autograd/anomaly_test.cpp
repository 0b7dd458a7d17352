// The first NaN or infinity: found at its own node, whoever watches, and at no cost to the bits.
#include "autograd/anomaly.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tensor/arithmetic.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/holds.h"
#include "tests/support/small_network.h"

namespace gradflow::testing {
namespace {

// Tanh, with a mistake in its forward or in its rule.
enum class Mistake { none, forward, rule };
struct Suspect {
  static constexpr std::string_view name = "suspect";
  Mistake mistake;
  Tensor y;
  Tensor forward(const Tensor& x) {
    y = x * 0.5;
    return mistake == Mistake::forward ? y * kNaN : y;
  }
  std::array<Gradient, 1> backward(const Tensor& upstream) const {
    return {mistake == Mistake::rule ? upstream * kNaN : upstream * 0.5};
  }
};

struct FiveLayers {
  Variable loss;
  int suspect_line = 0;
};

FiveLayers five_layers(Mistake in_the_third) {
  Variable x(Tensor::from({2, 3}, {0.1, -0.2, 0.3, 0.4, -0.5, 0.6}), RequiresGradient::yes, "x");
  FiveLayers net;
  for (int layer = 1; layer <= 5; ++layer) {
    const NodeScope scope(Label(fmt::format("h{}", layer)));
    const Mistake mistake = layer == 3 ? in_the_third : Mistake::none;
    net.suspect_line = __LINE__ + 1;
    x = apply(Suspect{mistake, {}}, SourceLocation::current(), tanh(x));
  }
  net.loss = mean(x);
  return net;
}

template <class F>
Anomaly caught(F&& f) {
  try {
    f();
  } catch (const AnomalyError& error) {
    EXPECT_EQ(error.what(), error.anomaly.text);
    return error.anomaly;
  }
  ADD_FAILURE() << "no AnomalyError";
  return {};
}

int line_of_the_suspects() { return five_layers(Mistake::none).suspect_line; }

TEST(Anomaly, OfAForwardIsReportedAtTheLayerAndLineThatMadeIt) {
  const DetectAnomaly watching;
  const Anomaly found = caught([] { five_layers(Mistake::forward); });
  EXPECT_EQ(found.phase, Anomaly::Phase::forward);
  EXPECT_EQ(found.op, "suspect");
  EXPECT_EQ(found.label, "h3");
  EXPECT_EQ(found.where.line, line_of_the_suspects());
  EXPECT_TRUE(holds(found.text,
                    "anomaly: suspect \"h3\" made 6 NaN of 6 elements, the first at "
                    "[0, 0], at "))
      << found.text;
  EXPECT_TRUE(holds(found.text, "\n  input 0, tanh \"h3\": [2, 3] float32  mean ")) << found.text;
}

TEST(Anomaly, OfARuleAloneIsReportedAtItsNodeAndLine) {
  const DetectAnomaly watching;
  const FiveLayers net = five_layers(Mistake::rule);
  const Anomaly found = caught([&] { backward(net.loss); });
  EXPECT_EQ(found.phase, Anomaly::Phase::backward);
  EXPECT_EQ(found.op, "suspect");
  EXPECT_EQ(found.label, "h3");
  EXPECT_EQ(found.where.line, net.suspect_line);
  EXPECT_TRUE(holds(found.text,
                    "made 6 NaN of 6 elements, the first at [0, 0] in the gradient of "
                    "its input 0; the node was made at "))
      << found.text;
  EXPECT_TRUE(holds(found.text, "\n  gradient that came in: [2, 3] float32  mean "));
}

TEST(Anomaly, IsFoundWhereNoGradientsAreRecorded) {
  const NoGrad no_graph;
  const DetectAnomaly watching;
  EXPECT_EQ(caught([] { five_layers(Mistake::forward); }).label, "h3");
}

TEST(Anomaly, OfInfinityIsFoundTooAndCounted) {
  const DetectAnomaly watching;
  const Variable x(Tensor::from({3}, {1, 0, kNaN}), RequiresGradient::yes, "x");
  const Anomaly found = caught([&] { log(x); });
  EXPECT_TRUE(holds(found.text, "log made 1 NaN and 1 infinite of 3 elements, the first at [1]"))
      << found.text;
  EXPECT_TRUE(holds(found.text, "input 0, leaf \"x\": [3] float32  mean 0.5"));
  EXPECT_TRUE(holds(found.text, "1 NaN, made at ")) << found.text;  // so it came in with the data
}

TEST(Anomaly, OfAnUnformedProductIsFoundAtTheProduct) {
  const DetectAnomaly watching;
  const Variable x(Tensor::full({2, 2}, 1e30)),
      w(Tensor::full({2, 2}, 1e-30), RequiresGradient::yes);
  const Variable y = matmul(x, w);
  const Anomaly found = caught([&] { backward(y, {.seed = Tensor::full({2, 2}, 1e30)}); });
  EXPECT_EQ(found.op, "matmul");
  EXPECT_TRUE(holds(found.text, "4 infinite of 4 elements")) << found.text;
}

TEST(Anomaly, IsToldOnceToACallbackAndTheProgramGoesOn) {
  std::vector<std::string> told;
  DetectAnomaly watching([&](const Anomaly& found) { told.push_back(found.op + found.label); });
  EXPECT_FALSE(watching.found());
  const FiveLayers net = five_layers(Mistake::forward);
  EXPECT_TRUE(std::isnan(net.loss.value().item()));
  EXPECT_EQ(told, std::vector<std::string>{"suspecth3"});
  EXPECT_TRUE(watching.found());
}

TEST(Anomaly, MayEndTheScopeOfTheCallbackThatIsTold) {
  std::optional<DetectAnomaly> watching;
  std::string told, text = "a text that is longer than a small string holds";
  watching.emplace([&, text](const Anomaly&) {
    watching.reset();
    told = text;  // of the callback, which outlives its scope until it returns
  });
  EXPECT_TRUE(std::isnan(five_layers(Mistake::forward).loss.value().item()));
  EXPECT_EQ(told, text);
}

TEST(Anomaly, IsNotLookedForOnceTheScopeHasEnded) {
  { const DetectAnomaly watching; }
  EXPECT_TRUE(std::isnan(five_layers(Mistake::forward).loss.value().item()));
}

TEST(Anomaly, ThrowsWithoutADebuggerToStop) {
  const DetectAnomaly watching(DetectAnomaly::Then::stop_debugger);
  EXPECT_EQ(caught([] { five_layers(Mistake::forward); }).label, "h3");
}

// A sink that updates the weights in mid-pass, as an optimiser's does.
class Descent final : public Sink {
 public:
  bool updates_with_waiting() const override { return true; }
  void settle(Variable leaf, Gradient gradient) override { leaf.update(gradient, -0.1, 1.0); }
};

TEST(Anomaly, WatchingChangesNoBitOfWeightsThatAreUpdatedInThePass) {
  SmallNetwork plain, watched;
  for (int step = 0; step < 3; ++step) {
    Descent sink;
    plain.forward();
    backward(plain.loss, sink);
    const DetectAnomaly watching;
    watched.forward();
    backward(watched.loss, sink);
  }
  EXPECT_TRUE(same_bits(plain.w1.value(), watched.w1.value()));
  EXPECT_TRUE(same_bits(plain.w2.value(), watched.w2.value()));
}

TEST(Anomaly, WatchingChangesNoBitOfGradientsThatAddUp) {
  SmallNetwork plain, watched;
  for (int pass = 0; pass < 2; ++pass) {
    plain.forward();
    backward(plain.loss);
    const DetectAnomaly watching;
    watched.forward();
    backward(watched.loss);
  }
  EXPECT_TRUE(same_bits(plain.w1.gradient(), watched.w1.gradient()));
}

// A rule that serves both inputs, whoever asks, and the second one badly.
struct Careless {
  static constexpr std::string_view name = "careless";
  Tensor forward(const Tensor& a, const Tensor&) { return a; }
  std::array<Gradient, 2> backward(const Tensor& upstream) const {
    return {upstream, upstream * kNaN};
  }
};

TEST(Anomaly, OfAGradientThatNobodyWantsIsNone) {
  const DetectAnomaly watching;
  const Variable x(Tensor::scalar(1), RequiresGradient::yes), constant(Tensor::scalar(2));
  EXPECT_NO_THROW(backward(apply(Careless{}, SourceLocation::current(), x, constant)));
  EXPECT_THROW(backward(apply(Careless{}, SourceLocation::current(), x, x)), AnomalyError);
}

TEST(Anomaly, IsToldByTheInnermostScope) {
  int outer_told = 0, inner_told = 0;
  const DetectAnomaly outer([&](const Anomaly&) { ++outer_told; });
  {
    const DetectAnomaly inner([&](const Anomaly&) { ++inner_told; });
    five_layers(Mistake::forward);
  }
  five_layers(Mistake::forward);
  EXPECT_EQ(inner_told, 1);
  EXPECT_EQ(outer_told, 1);
}

TEST(Anomaly, OfARuleIsToldToACallbackAndThePassGoesOn) {
  std::vector<std::string> told;
  const DetectAnomaly watching([&](const Anomaly& found) { told.push_back(found.label); });
  backward(five_layers(Mistake::rule).loss);
  EXPECT_EQ(told, std::vector<std::string>{"h3"});
}

}  // namespace
}  // namespace gradflow::testing
