// Regions: what a pass reports to whoever watches a call (sentence 4 of NOTE: the hook contract),
// with a region of the tests' own in the place of a module's.

#include "autograd/region.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/leaf.h"

namespace gradflow::testing {
namespace {

struct Report {
  std::string name;
  std::vector<Tensor> outputs, inputs;
};

class WatchedCall final : public CallRegion {
 public:
  WatchedCall(std::string name, std::vector<Report>& reports, std::shared_ptr<CallRegion> parent)
      : CallRegion(std::move(parent)), name_(std::move(name)), reports_(reports) {}
  bool watched() const override { return watching; }
  void finished(std::span<const Tensor> outputs, std::span<const Tensor> inputs) override {
    reports_.push_back({name_, {outputs.begin(), outputs.end()}, {inputs.begin(), inputs.end()}});
  }
  bool watching = true;

 private:
  std::string name_;
  std::vector<Report>& reports_;
};

class Region : public ::testing::Test {
 protected:
  // f(inputs…) as one watched call, as a module would make it.
  template <class F, class... In>
  Variable call(const std::string& name, F f, const In&... inputs) {
    const NodeScope* outer = NodeScope::innermost();
    last_ =
        std::make_shared<WatchedCall>(name, reports_, outer != nullptr ? outer->region() : nullptr);
    last_->watching = watch_;
    const std::shared_ptr<WatchedCall> region = last_;
    const NodeScope scope(Label(), region);
    (region->add_input(&inputs.node()), ...);
    Variable y = f(inputs...);
    region->add_output(&y.node());
    return y;
  }

  std::vector<Report> reports_;
  std::shared_ptr<WatchedCall> last_;
  bool watch_ = true;  // the calls to come
};

TEST_F(Region, S4_ReportsTheGradientsOfItsOutputsAndInputs) {
  const Variable x = leaf(3), w = leaf(5);
  const Variable h = x * 1;
  const Variable y = call(
      "layer", [&](const Variable& in) { return in * w + in; }, h);
  backward(y * 10);
  ASSERT_EQ(reports_.size(), 1U);
  EXPECT_EQ(reports_[0].outputs.at(0).item(), 10);
  EXPECT_EQ(reports_[0].inputs.at(0).item(), 60);
}

TEST_F(Region, S4_SeesOfAnInputOnlyWhatItsOwnNodesSentThere) {
  const Variable x = leaf(3);
  const Variable h = x * 1;
  const Variable y = call(
      "layer", [](const Variable& in) { return in * 2; }, h);
  backward(y + h * 100);
  EXPECT_EQ(reports_.at(0).inputs.at(0).item(), 2);
  EXPECT_EQ(x.gradient().item(), 102);
}

TEST_F(Region, S4_GivesAnUndefinedTensorWhereNothingArrived) {
  const Variable data(Tensor::scalar(4)), w = leaf(2);
  const Variable y = call(
      "layer", [&](const Variable& in, const Variable&) { return in * w; }, data, leaf(1));
  backward(y);
  ASSERT_EQ(reports_.at(0).inputs.size(), 2U);
  EXPECT_FALSE(reports_[0].inputs[0].defined());
  EXPECT_FALSE(reports_[0].inputs[1].defined());
}

TEST_F(Region, S4_ChildrenFireBeforeParents) {
  const Variable x = leaf(0.5);
  const Variable y = call(
      "parent",
      [&](const Variable& in) {
        const Variable low = call(
            "low child", [](const Variable& v) { return tanh(v); }, in);
        return call(
            "high child", [](const Variable& v) { return tanh(v); }, low);
      },
      x);
  backward(y);
  std::vector<std::string> names;
  for (const Report& report : reports_) names.push_back(report.name);
  EXPECT_EQ(names, (std::vector<std::string>{"high child", "low child", "parent"}));
}

TEST_F(Region, S4_FiresOncePerCallAndPass) {
  const Variable x = leaf(0.5);
  const auto layer = [](const Variable& v) { return tanh(v); };
  const Variable y = call("layer", layer, call("layer", layer, x));
  backward(y, {.keep = Keep::graph});
  EXPECT_EQ(reports_.size(), 2U);
  backward(y);
  EXPECT_EQ(reports_.size(), 4U);
}

TEST_F(Region, S4_ACallThatMadeNoNodeDoesNotFire) {
  const Variable x = leaf(0.5);
  const Variable y = call(
      "identity", [](const Variable& v) { return v; }, x);
  backward(y * 2);
  EXPECT_TRUE(reports_.empty());
}

TEST_F(Region, S4_ACallThatIsNotWatchedAtTheStartOfThePassDoesNotFire) {
  const Variable y = call(
      "layer", [](const Variable& v) { return tanh(v); }, leaf(0.5));
  last_->watching = false;
  backward(y);
  EXPECT_TRUE(reports_.empty());
}

TEST_F(Region, S5_WatchingChangesNoBit) {
  const auto run = [&](bool watch) {
    const Variable w(Tensor::full({3, 3}, 0.3), RequiresGradient::yes);
    const Variable x(Tensor::full({2, 3}, 0.1), RequiresGradient::yes);
    const auto layer = [&](const Variable& v) { return tanh(matmul(v, w)); };
    watch_ = watch;
    backward(sum(call("layer", layer, call("layer", layer, x))));
    return std::vector<Tensor>{x.gradient(), w.gradient()};
  };
  const auto plain = run(false);
  EXPECT_TRUE(reports_.empty());
  const auto watched = run(true);
  EXPECT_EQ(reports_.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(same_bits(watched[i], plain[i]));
}

TEST_F(Region, OwnsNoNode) {
  const std::int64_t before = live_nodes();
  {
    const Variable y = call(
        "layer", [](const Variable& v) { return tanh(v); }, leaf(0.5));
    last_.reset();
  }
  EXPECT_EQ(live_nodes(), before);
}

TEST_F(Region, FiresAlthoughTheCallMadeALeafFirst) {
  const Variable x(Tensor::from({2}, {3, 4}), RequiresGradient::yes, "x");
  const Variable y = call(
      "noisy",
      [](const Variable& v) {
        const Variable noise(Tensor::from({2}, {1, 2}), RequiresGradient::yes, "noise");
        return v * noise;
      },
      x);
  backward(sum(y));
  ASSERT_EQ(reports_.size(), 1U);
  EXPECT_TRUE(same_bits(reports_[0].outputs[0], Tensor::ones({2})));
  EXPECT_TRUE(same_bits(reports_[0].inputs[0], Tensor::from({2}, {1, 2})));
}

TEST_F(Region, GivesAnOutputThatStandsTwiceItsGradientTwice) {
  const Variable x(Tensor::from({2}, {3, 4}), RequiresGradient::yes, "x");
  const Variable y = call(
      "twice",
      [&](const Variable& v) {
        Variable z = v * v;
        NodeScope::innermost()->region()->add_output(&z.node());
        return z;
      },
      x);
  backward(sum(y));
  ASSERT_EQ(reports_.size(), 1U);
  ASSERT_EQ(reports_[0].outputs.size(), 2U);
  EXPECT_TRUE(same_bits(reports_[0].outputs[0], Tensor::ones({2})));
  EXPECT_TRUE(same_bits(reports_[0].outputs[1], Tensor::ones({2})));
}

TEST_F(Region, StaysSilentBelowTheLowestTarget) {
  const auto square = [](const Variable& v) { return v * v; };
  const Variable x(Tensor::from({2}, {3, 4}), RequiresGradient::yes, "x");
  const Variable g = call("bottom", square, x);
  const Variable h = call("middle", square, g);
  const Variable y = call("top", square, h);
  gradients(sum(y), {h});
  ASSERT_EQ(reports_.size(), 2U);
  EXPECT_EQ(reports_[0].name, "top");
  EXPECT_EQ(reports_[1].name, "middle");  // its output is the target
  EXPECT_FALSE(reports_[1].inputs[0].defined());
}

}  // namespace
}  // namespace gradflow::testing
