// A step that fails, by a hook's error or by an infinity that somebody looks for: what is said,
// what stands, and that the next step has the bits of a run that never failed. Steps that get no
// memory are in tests/allocation.

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "autograd/anomaly.h"
#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/optim/adam.h"
#include "nn/optim/clip.h"
#include "nn/sequential.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/holds.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::Batch;
using gradflow::testing::expect_error;
using gradflow::testing::expect_same;
using gradflow::testing::holds;
using gradflow::testing::loss_of;
using gradflow::testing::random_batch;

bool has_infinite_slope = false;

// x, and nothing of a root that has no slope at 0.
Variable by_way_of_a_root(const Variable& x, SourceLocation) {
  return x + sqrt(x * 0 + (has_infinite_slope ? 0 : 1)) * 0;
}

// Two layers with that between them, three steps old.
struct TrainedNetwork {
  TrainedNetwork() {
    net.add<nn::Linear>("h1", 6, 8, init::glorot_uniform(), rng);
    net.add("z1", by_way_of_a_root);
    net.add<nn::Linear>("output", 8, 3, init::glorot_uniform(), rng);
    adam.emplace(net, AdamOptions{.learning_rate = 0.01});
    for (int step = 0; step < 3; ++step) step_in_the_pass();
  }
  void step_in_the_pass() { adam->backward(loss_of(net, batch)); }
  void step_after_the_pass() {
    backward(loss_of(net, batch));
    adam->step();
  }
  // Parameters, and what the optimiser keeps of them.
  std::vector<Tensor> state() {
    std::vector<Tensor> found;
    for (const nn::Parameter* parameter : net.parameters())
      found.push_back(parameter->value().clone());
    for (const auto& [path, kept] : adam->named_state()) found.push_back(kept->clone());
    return found;
  }

  Rng rng{2};
  nn::Sequential net;
  const Batch batch = random_batch(rng, 5, 6, 3);
  std::optional<Adam> adam;
};

class FailedStep : public ::testing::Test {
 protected:
  FailedStep() : before(run.state()) { undisturbed.step_in_the_pass(); }
  ~FailedStep() override { has_infinite_slope = false; }

  // As a caller goes on after an error in backward(loss).
  void expect_next_step_undisturbed() {
    has_infinite_slope = false;
    run.net.clear_gradients();
    run.step_after_the_pass();
    expect_same(run.state(), undisturbed.state());
  }

  TrainedNetwork run, undisturbed;
  const std::vector<Tensor> before;
};

TEST_F(FailedStep, ByAHookOfABackwardPassLeavesTheModelAsItWas) {
  {
    const HookHandle hook = run.net.parameters()[0]->on_gradient(
        [](const Node&, const Tensor&) { throw std::runtime_error("enough"); });
    expect_error<std::runtime_error>([&] { run.step_after_the_pass(); }, "enough");
  }
  expect_same(run.state(), before);
  expect_next_step_undisturbed();
}

TEST_F(FailedStep, ByAForwardHookLeavesTheModelAsItWas) {
  {
    const HookHandle hook = run.net.at("z1").on_forward(
        [](const nn::Module&, auto, auto) { throw std::runtime_error("enough"); });
    expect_error<std::runtime_error>([&] { run.step_in_the_pass(); }, "enough");
  }
  expect_same(run.state(), before);
  expect_next_step_undisturbed();
}

TEST_F(FailedStep, ByAnAnomalyInABackwardPassLeavesTheModelAsItWas) {
  has_infinite_slope = true;
  {
    const DetectAnomaly watching;
    EXPECT_THROW(run.step_after_the_pass(), AnomalyError);
  }
  expect_same(run.state(), before);
  expect_next_step_undisturbed();
}

TEST_F(FailedStep, ByAnAnomalyInAForwardPassLeavesTheModelAsItWas) {
  const DetectAnomaly watching;
  const Batch bad{Tensor::full({5, 6}, gradflow::testing::kInfinity), run.batch.labels};
  EXPECT_THROW(run.adam->backward(loss_of(run.net, bad)), AnomalyError);
  expect_same(run.state(), before);
  expect_next_step_undisturbed();
}

TEST_F(FailedStep, ByAnAnomalySaysHowTheParametersStandWhereThePassUpdatesThem) {
  has_infinite_slope = true;
  try {
    const DetectAnomaly watching;
    run.step_in_the_pass();
    FAIL() << "nothing was thrown";
  } catch (const AnomalyError& error) {
    const std::string text = error.what();
    EXPECT_TRUE(holds(text, "sqrt \"z1\" made 40 NaN of 40 elements")) << text;
    EXPECT_TRUE(text.ends_with("; the parameters stand between two steps: 2 of 4 were updated"))
        << text;
  }
  const std::vector<Tensor> now = run.state(), after = undisturbed.state();
  ASSERT_EQ(now.size(), 4U + 4U * 3U);  // two moments and a count of steps for each
  for (std::size_t i = 0; i < now.size(); ++i) {
    const bool is_of_output = i < 4 ? i >= 2 : i >= 4 + 2 * 3;
    EXPECT_TRUE(identical(now[i], (is_of_output ? after : before)[i])) << i;
  }
}

TEST_F(FailedStep, ByANormThatIsNotFiniteLeavesTheModelAsItWas) {
  has_infinite_slope = true;
  backward(loss_of(run.net, run.batch));
  EXPECT_THROW(clip_gradient_norm(run.net, 1), ArgumentError);
  expect_same(run.state(), before);
  expect_next_step_undisturbed();
}

}  // namespace
}  // namespace gradflow::optim
