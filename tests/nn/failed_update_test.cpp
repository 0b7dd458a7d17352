// An update that fails: the texts that say how the parameters stand, and whether another step()
// goes on from there.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <array>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>

#include "autograd/backward.h"
#include "nn/linear.h"
#include "nn/optim/optimizer.h"
#include "nn/sequential.h"
#include "tensor/arithmetic.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_error.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::Batch;
using gradflow::testing::expect_error;
using gradflow::testing::loss_of;
using gradflow::testing::random_batch;

// w ← w - g, but for the parameter that it is told to fail at.
class FailingDescent final : public Optimizer {
 public:
  explicit FailingDescent(nn::Module& module) : Optimizer("FailingDescent", module, {1, 0, {}}) {}

  std::optional<std::size_t> fails_at;
  bool is_foreign = false;          // the error
  std::array<int, 4> updates = {};  // of each parameter

 private:
  void update(std::size_t index, Gradient& gradient) override {
    if (index == fails_at && is_foreign) throw std::bad_alloc();
    if (index == fails_at) throw MemoryError("no room");
    parameter(index).update(gradient, -1, 1);
    ++updates[index];
  }
};

// For a foreign error, which is nested in one of ours.
template <class Call>
std::string graph_error_of(Call call) {
  try {
    call();
  } catch (const GraphError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

class FailedUpdate : public ::testing::Test {
 protected:
  FailedUpdate() { add_layers(net_, {4, 3, 2}, rng_); }

  Variable loss() { return loss_of(net_, batch_); }
  // What a step() updates in the end.
  std::array<int, 4> after_another_step() {
    descent().fails_at.reset();
    descent().step();
    return descent().updates;
  }
  FailingDescent& descent() {
    if (!descent_) descent_.emplace(net_);
    return *descent_;
  }

  Rng rng_{4};
  nn::Sequential net_;
  const Batch batch_ = random_batch(rng_, 5, 4, 2);

 private:
  std::optional<FailingDescent> descent_;
};

TEST_F(FailedUpdate, OfAStepSaysThatAnotherOneUpdatesTheRest) {
  backward(loss());
  descent().fails_at = 2;
  expect_error<MemoryError>([&] { descent().step(); },
                            "no room; the parameters stand between two steps: 2 of 4 were updated; "
                            "step() again updates the rest");
  EXPECT_EQ(after_another_step(), (std::array{1, 1, 1, 1}));
}

TEST_F(FailedUpdate, OfAStepThatIsTheFirstSaysNothingMore) {
  backward(loss());
  descent().fails_at = 0;
  expect_error<MemoryError>([&] { descent().step(); }, "no room");
  EXPECT_EQ(after_another_step(), (std::array{1, 1, 1, 1}));
}

TEST_F(FailedUpdate, OfAStepByAForeignErrorIsAGraphErrorThatSaysTheSame) {
  backward(loss());
  descent().fails_at = 3;
  descent().is_foreign = true;
  EXPECT_EQ(graph_error_of([&] { descent().step(); }),
            "step: std::bad_alloc; the parameters stand between two steps: 3 of 4 were updated; "
            "step() again updates the rest");
  EXPECT_EQ(after_another_step(), (std::array{1, 1, 1, 1}));
}

TEST_F(FailedUpdate, InThePassOffersNoStepSinceTheOtherGradientsAreGone) {
  descent().fails_at = 0;  // of the first layer, whose turn comes last
  const Variable root = loss();
  const Node& last = *root.node().inputs()[0]->inputs()[0]->inputs()[0];
  expect_error<MemoryError>([&] { descent().backward(root); },
                            fmt::format("no room (in backward of {}); the parameters stand between "
                                        "two steps: 2 of 4 were updated",
                                        last));
  EXPECT_EQ(after_another_step(), (std::array{0, 0, 1, 1}));
}

TEST_F(FailedUpdate, AfterThePassOfWhatEarlierOnesLeftOffersAStep) {
  backward(loss());
  net_.parameters()[2]->clear_gradient();
  net_.parameters()[3]->clear_gradient();
  const Tensor hidden = rng_.uniform({5, 3}, -1, 1);
  auto& output = dynamic_cast<nn::Linear&>(net_.at("out"));
  descent().fails_at = 1;
  expect_error<MemoryError>(
      [&] { descent().backward(cross_entropy(output(hidden), batch_.labels)); },
      "no room; the parameters stand between two steps: 3 of 4 were updated; step() again updates "
      "the rest");
  EXPECT_EQ(after_another_step(), (std::array{1, 1, 1, 1}));
}

TEST_F(FailedUpdate, IsNotWhatFailedWhereAllParametersAreUpdated) {
  const HookHandle hook = net_.at("h1").on_backward(
      [](const nn::Module&, auto, auto) { throw std::runtime_error("enough"); });
  EXPECT_EQ(graph_error_of([&] { descent().backward(loss()); }),
            "backward: enough; all 4 parameters were already updated");
  EXPECT_EQ(after_another_step(), (std::array{1, 1, 1, 1}));
}

}  // namespace
}  // namespace gradflow::optim
