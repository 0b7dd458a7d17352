// Whatever request for memory is refused in a training step: what is said, what still stands, that
// nothing is lost, and that the next step has the bits of one that was never disturbed.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>
#include <vector>

#include "tests/memory/subject.h"
#include "tests/memory/system_memory.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/thread_count.h"

namespace gradflow::memory {
namespace {

using gradflow::testing::expect_same;
using gradflow::testing::ThreadCount;

// What a call came to. Takes no memory, which is counted here.
struct Outcome {
  bool failed = false, is_clear = true;
  int updated = 0;  // parameters, as the text says
};

Outcome outcome_of(std::string_view text, bool is_one_of_ours) {
  Outcome outcome{.failed = true};
  const bool names_bytes = text.find(": no memory for ") != text.npos;
  outcome.is_clear = is_one_of_ours ? names_bytes || text.find("std::bad_alloc") != text.npos
                                    : text == "std::bad_alloc";
  if (const auto at = text.find(" steps: "); at != text.npos)
    std::sscanf(text.substr(at).data(), " steps: %d of", &outcome.updated);
  if (const auto at = text.find("; all "); at != text.npos)
    std::sscanf(text.substr(at).data(), "; all %d parameters", &outcome.updated);
  return outcome;
}

Outcome refused(const std::function<void()>& work, const Refusal& refusal) {
  try {
    requests_of(work, refusal);
  } catch (const Error& error) {
    return outcome_of(error.what(), true);
  } catch (const std::bad_alloc& error) {
    return outcome_of(error.what(), false);
  }
  return {};
}

enum class Hold : bool { nothing, all };

// A model after a step, and the bits before and after the next one.
struct Trial {
  std::unique_ptr<Subject> subject;
  std::vector<Tensor> before, buffers, after;
  std::function<void()> step;
  std::int64_t requests = 0, nodes = 0, blocks = 0;

  Trial(const Kind& kind, std::function<void(Subject&)> work) : subject(kind.make()) {
    step = [this, work = std::move(work)] { work(*subject); };
    {
      const std::vector<Tensor> held = shares();  // so that each copy has been counted
      backward(subject->loss());
      subject->optimizer->step();
    }
    before = subject->trained();
    buffers = subject->buffers();
    requests = requests_of(step);
    after = subject->trained();
    begin();
  }

  std::vector<Tensor> shares() {
    std::vector<Tensor> held;
    for (const nn::Parameter* parameter : subject->net.parameters())
      held.push_back(parameter->value());
    for (const auto& [path, state] : subject->optimizer->named_state()) held.push_back(*state);
    return held;
  }
  void restore_buffers() {
    auto places = subject->net.named_buffers();
    for (std::size_t i = 0; i < places.size(); ++i) *places[i].item = buffers[i].clone();
  }
  void begin() {
    std::size_t next = 0;
    for (nn::Parameter* parameter : subject->net.parameters())
      parameter->node().replace_value(before[next++].clone());
    for (const auto& [path, state] : subject->optimizer->named_state())
      *state = before[next++].clone();
    restore_buffers();
    subject->net.clear_gradients();
    nodes = live_nodes();
    blocks = blocks_in_use();
  }
  Outcome refuse(const Refusal& refusal, Hold hold = Hold::nothing) {
    const std::vector<Tensor> held = hold == Hold::all ? shares() : std::vector<Tensor>();
    const Outcome outcome = refused(step, refusal);
    return outcome;
  }

  // A parameter and all that belongs to it have the bits of before the step or those of after it:
  // how many have the latter.
  int updated() {
    const std::vector<Tensor> now = subject->trained();
    const std::size_t count = subject->net.parameters().size();
    const std::size_t each = (now.size() - count) / count;
    int found = 0;
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<std::size_t> places{i};
      for (std::size_t k = 0; k < each; ++k) places.push_back(count + i * each + k);
      const bool is_after = std::ranges::any_of(
          places, [&](std::size_t place) { return !identical(now[place], before[place]); });
      for (const std::size_t place : places)
        EXPECT_TRUE(identical(now[place], (is_after ? after : before)[place])) << "parameter " << i;
      found += is_after ? 1 : 0;
    }
    return found;
  }
  // Of a layer the mean and the variance go together.
  void expect_whole_statistics() {
    const auto places = subject->net.named_buffers();
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i].path.ends_with("running_mean")) {
        EXPECT_EQ(identical(*places[i].item, buffers[i]),
                  identical(*places[i + 1].item, buffers[i + 1]));
      }
  }
  void expect_nothing_lost() {
    EXPECT_EQ(live_nodes(), nodes);
    EXPECT_EQ(blocks_in_use(), blocks);
  }
};

class RefusedMemory : public ::testing::Test {
 protected:
  // Every block comes from the system.
  void SetUp() override {
    set_pool_capacity(0);
    trim_pool();
  }
  void TearDown() override { set_pool_capacity(std::size_t{1} << 30); }

  // body(trial, request, hold) for each request of each kind of model.
  template <class Body>
  void for_each_request(const std::function<void(Subject&)>& work, Body body) {
    int refusals = 0;
    for (const Kind& kind : kinds()) {
      SCOPED_TRACE(kind.name);
      Trial trial(kind, work);
      for (const Hold hold : {Hold::nothing, Hold::all})
        for (std::int64_t request = 1; request <= trial.requests; ++request) {
          SCOPED_TRACE(request);
          trial.begin();
          body(trial, request, hold);
          ++refusals;
          ASSERT_FALSE(HasFailure());
        }
    }
    RecordProperty("refusals", refusals);
  }

  const ThreadCount alone_{1};
};

TEST_F(RefusedMemory, InAForwardPassLeavesTheModelAsItWas) {
  for_each_request([](Subject& subject) { subject.loss(); },
                   [](Trial& trial, std::int64_t request, Hold hold) {
                     const Outcome outcome = trial.refuse({request}, hold);
                     trial.expect_nothing_lost();
                     EXPECT_TRUE(outcome.failed && outcome.is_clear);
                     EXPECT_EQ(trial.updated(), 0);
                     trial.expect_whole_statistics();
                     trial.restore_buffers();
                     trial.subject->optimizer->backward(trial.subject->loss());
                   });
}

TEST_F(RefusedMemory, InABackwardPassOrInTheStepAfterItIsMadeUpForByAnother) {
  bool in_step = false;
  const auto work = [&](Subject& subject) {
    in_step = false;
    backward(subject.loss());
    in_step = true;
    subject.optimizer->step();
  };
  for_each_request(work, [&](Trial& trial, std::int64_t request, Hold hold) {
    const Outcome outcome = trial.refuse({request}, hold);
    const bool failed_in_step = in_step;
    if (outcome.failed) {
      EXPECT_TRUE(outcome.is_clear);
      EXPECT_EQ(trial.updated(), failed_in_step ? outcome.updated : 0);
      if (failed_in_step) {
        trial.subject->optimizer->step();
      } else {
        trial.subject->net.clear_gradients();
        trial.expect_nothing_lost();
        trial.restore_buffers();
        trial.step();
      }
    }
    expect_same(trial.subject->trained(), trial.after);
    trial.expect_nothing_lost();
  });
}

TEST_F(RefusedMemory, InAPassThatUpdatesAsItGoesSaysHowManyParametersItHasUpdated) {
  const auto work = [](Subject& subject) { subject.optimizer->backward(subject.loss()); };
  for_each_request(work, [](Trial& trial, std::int64_t request, Hold hold) {
    const Outcome outcome = trial.refuse({request}, hold);
    trial.expect_nothing_lost();
    if (outcome.failed) {
      EXPECT_TRUE(outcome.is_clear);
      EXPECT_EQ(trial.updated(), outcome.updated);
      if (outcome.updated == 0) trial.restore_buffers();
      trial.step();
    }
    if (outcome.updated == 0) expect_same(trial.subject->trained(), trial.after);
  });
}

// With none left for the text either, the error may be std::bad_alloc alone.
TEST_F(RefusedMemory, FromThenOnLeavesEveryParameterBeforeOrAfterTheStep) {
  const auto work = [](Subject& subject) { subject.optimizer->backward(subject.loss()); };
  for_each_request(work, [](Trial& trial, std::int64_t request, Hold hold) {
    const Outcome outcome = trial.refuse({.request = request, .from_then = true}, hold);
    trial.expect_nothing_lost();
    EXPECT_TRUE(outcome.failed);
    trial.updated();
    trial.step();
  });
}

TEST_F(RefusedMemory, InTheFirstStepLeavesAModelWhosePathsTheNextStepWrites) {
  for (const Kind& kind : kinds()) {
    SCOPED_TRACE(kind.name);
    const auto first_step = [](Subject& subject) { subject.optimizer->backward(subject.loss()); };
    const auto undisturbed = kind.make();
    const std::int64_t requests = requests_of([&] { first_step(*undisturbed); });
    for (std::int64_t request = 1; request <= requests; ++request) {
      const auto subject = kind.make();
      refused([&] { first_step(*subject); }, {request});
      first_step(*subject);
      for (const auto& [path, parameter] : subject->net.named_parameters())
        ASSERT_EQ(parameter->label(), path) << "request " << request;
      for (const auto& [path, module] : subject->net.named_modules())
        ASSERT_EQ(module->path(), path) << "request " << request;
    }
  }
}

}  // namespace
}  // namespace gradflow::memory
