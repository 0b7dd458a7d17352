// Whatever allocation fails in a training step: what is said, what still stands, that nothing is
// lost, and that the next step has the bits of one that was never disturbed.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <utility>

#include "tests/allocation/trial.h"
#include "tests/support/pool_capacity.h"
#include "tests/support/thread_count.h"

namespace gradflow::allocation {
namespace {

using gradflow::testing::form_team;
using gradflow::testing::PoolCapacity;
using gradflow::testing::ThreadCount;

class FailedAllocation : public ::testing::Test {
 protected:
  // Without memory for a team's first loop, OpenMP ends the program.
  void SetUp() override { form_team(2); }
  void TearDown() override {
    fmt::print("{} allocations failed; {} errors say for what\n", faults_, names_);
  }

  // body(trial, allocation, hold) for each allocation of the work, with each kind of model: on one
  // thread, on one with shares held, on two.
  template <class Body>
  void for_each_allocation(const std::function<void(Model&)>& work, Body body) {
    for (const Kind& kind : kinds())
      for (const int threads : {1, 2}) {
        SCOPED_TRACE(::testing::Message() << kind.name << ", " << threads << " threads");
        gradflow::testing::forget_last_team();
        const ThreadCount count(threads);
        Trial trial(kind, work);
        EXPECT_EQ(last_team_size(), threads);
        for_each_allocation(trial, Hold::nothing, body);
        if (threads == 1) for_each_allocation(trial, Hold::all, body);
        if (HasFailure()) return;
      }
  }
  template <class Body>
  void for_each_allocation(Trial& trial, Hold hold, Body body) {
    const std::int64_t allocations = trial.allocations(hold);
    for (std::int64_t allocation = 1; allocation <= allocations; ++allocation) {
      SCOPED_TRACE(allocation);
      trial.begin();
      const Outcome outcome = body(trial, allocation, hold);
      ++faults_;
      names_ += outcome.says_what ? 1 : 0;
      EXPECT_TRUE(outcome.is_clear);
      ASSERT_FALSE(HasFailure());
    }
  }

  int faults_ = 0, names_ = 0;

 private:
  const PoolCapacity every_block_from_the_system_{0};
};

TEST_F(FailedAllocation, InAForwardPassLeavesTheModelAsItWas) {
  for_each_allocation([](Model& model) { model.loss(); },
                      [](Trial& trial, std::int64_t allocation, Hold hold) {
                        const Outcome outcome = trial.fail({allocation}, hold);
                        trial.expect_nothing_lost();
                        EXPECT_TRUE(outcome.failed);
                        EXPECT_TRUE(outcome.names_op);
                        EXPECT_EQ(trial.updated(), 0);
                        trial.expect_whole_statistics();
                        trial.restore_buffers();
                        trial.model().optimizer->backward(trial.model().loss());
                        return outcome;
                      });
}

TEST_F(FailedAllocation, InABackwardPassOrInTheStepAfterItIsMadeUpForByAnother) {
  bool in_step = false;
  const auto work = [&](Model& model) {
    in_step = false;
    backward(model.loss());
    in_step = true;
    model.optimizer->step();
  };
  for_each_allocation(work, [&](Trial& trial, std::int64_t allocation, Hold hold) {
    const Outcome outcome = trial.fail({allocation}, hold);
    const bool failed_in_step = in_step;
    if (outcome.failed) {
      EXPECT_TRUE(outcome.names_op || failed_in_step);
      EXPECT_EQ(outcome.offers_step, outcome.updated > 0);
      EXPECT_EQ(trial.updated(), failed_in_step ? outcome.updated : 0);
      if (failed_in_step) {
        trial.model().optimizer->step();
      } else {
        trial.model().net.clear_gradients();
        trial.expect_nothing_lost();
        trial.restore_buffers();
        trial.step();
      }
    }
    trial.expect_step_made();
    trial.expect_nothing_lost();
    return outcome;
  });
}

TEST_F(FailedAllocation, InAPassThatUpdatesAsItGoesSaysHowManyParametersItHasUpdated) {
  const auto work = [](Model& model) { model.optimizer->backward(model.loss()); };
  for_each_allocation(work, [](Trial& trial, std::int64_t allocation, Hold hold) {
    const Outcome outcome = trial.fail({allocation}, hold);
    trial.expect_nothing_lost();
    if (outcome.failed) {
      EXPECT_TRUE(outcome.names_op);
      EXPECT_FALSE(outcome.offers_step);
      EXPECT_EQ(trial.updated(), outcome.updated);
      trial.model().optimizer->step();  // finds no gradient
      EXPECT_EQ(trial.updated(), outcome.updated);
      if (outcome.updated == 0) trial.restore_buffers();
      trial.step();
    }
    if (outcome.updated == 0) trial.expect_step_made();
    return outcome;
  });
}

// With none left for the text either, the error may be std::bad_alloc alone.
TEST_F(FailedAllocation, AndAllAfterItLeaveEveryParameterBeforeOrAfterTheStep) {
  const auto work = [](Model& model) { model.optimizer->backward(model.loss()); };
  for_each_allocation(work, [](Trial& trial, std::int64_t allocation, Hold hold) {
    const Outcome outcome = trial.fail({.allocation = allocation, .from_then = true}, hold);
    trial.expect_nothing_lost();
    EXPECT_TRUE(outcome.failed);
    trial.updated();
    trial.step();
    return outcome;
  });
}

TEST_F(FailedAllocation, InTheFirstStepLeavesAModelWhosePathsTheNextStepWrites) {
  const auto first_step = [](Model& model) { model.optimizer->backward(model.loss()); };
  const ThreadCount alone(1);
  for (const Kind& kind : kinds()) {
    SCOPED_TRACE(kind.name);

    const auto undisturbed = kind.make();
    const std::int64_t allocations = allocations_of([&] { first_step(*undisturbed); });
    for (std::int64_t allocation = 1; allocation <= allocations; ++allocation) {
      const auto model = kind.make();
      const Outcome outcome = outcome_of([&] { first_step(*model); }, {allocation});
      ++faults_;
      names_ += outcome.says_what ? 1 : 0;
      ASSERT_TRUE(outcome.is_clear);
      first_step(*model);
      for (const auto& [path, parameter] : model->net.named_parameters())
        ASSERT_EQ(parameter->label(), path) << "allocation " << allocation;
      for (const auto& [path, module] : model->net.named_modules())
        ASSERT_EQ(module->path(), path) << "allocation " << allocation;
    }
  }
}

}  // namespace
}  // namespace gradflow::allocation
