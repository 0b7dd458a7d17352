#include "tests/allocation/trial.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "tests/support/expect_tensor.h"
#include "tests/support/holds.h"

namespace gradflow::allocation {

namespace {

using gradflow::testing::expect_same;
using gradflow::testing::holds;

constexpr std::string_view kNoMemory = "Tensor: no memory for [";

// The number after `mark`, or 0.
int number_after(const std::string& text, std::string_view mark) {
  int number = 0;
  if (const auto at = text.find(mark); at != text.npos)
    std::sscanf(text.c_str() + at + mark.size(), "%d", &number);
  return number;
}

// What the passes and layers of our models make themselves: the first gradient, running statistics,
// the place of a generator, a first state.
bool is_outside_ops(const std::string& text) {
  constexpr std::string_view kTensors[] = {"] float32, ", "16] float32, ", "4] int32, ",
                                           "40, 24] float32, "};
  return text.starts_with(kNoMemory) && std::ranges::any_of(kTensors, [&](auto tensor) {
           return text.compare(kNoMemory.size(), tensor.size(), tensor) == 0;
         });
}

Outcome told_by(const std::string& text) {
  Outcome outcome{.failed = true};
  outcome.says_what = text.starts_with(kNoMemory) || (text.starts_with("matmul: no memory for ") &&
                                                      holds(text, " bytes of copies"));
  outcome.is_clear = outcome.says_what || text == "std::bad_alloc" ||
                     text.starts_with("step: std::bad_alloc; ") ||
                     text.starts_with("backward: std::bad_alloc; ");
  outcome.names_op = !outcome.says_what || holds(text, " (in op ") ||
                     holds(text, " (in backward of ") || is_outside_ops(text);
  outcome.offers_step = text.ends_with("; step() again updates the rest");
  outcome.updated = number_after(text, "; the parameters stand between two steps: ") +
                    number_after(text, "; all ");
  return outcome;
}

}  // namespace

Outcome outcome_of(const std::function<void()>& work, const Fault& fault) {
  try {
    allocations_of(work, fault);
  } catch (const Error& error) {
    return told_by(error.what());
  } catch (const std::bad_alloc& error) {
    return told_by(error.what());
  }
  return {};
}

Trial::Trial(const Kind& kind, std::function<void(Model&)> work)
    : model_(kind.make()), work_(std::move(work)) {
  {
    const std::vector<Tensor> held = shares(Hold::all);  // so that each copy has been counted
    backward(model_->loss());
    model_->optimizer->step();
  }
  before_ = model_->trained();
  buffers_ = model_->buffers();
  step();
  after_ = model_->trained();
  begin();
}

std::vector<Tensor> Trial::shares(Hold hold) {
  std::vector<Tensor> held;
  if (hold == Hold::nothing) return held;
  for (const nn::Parameter* parameter : model_->net.parameters())
    held.push_back(parameter->value());
  for (const auto& [path, state] : model_->optimizer->named_state()) held.push_back(*state);
  return held;
}

void Trial::restore_buffers() {
  auto places = model_->net.named_buffers();
  for (std::size_t i = 0; i < places.size(); ++i) *places[i].item = buffers_[i].clone();
}

void Trial::begin() {
  std::size_t next = 0;
  for (nn::Parameter* parameter : model_->net.parameters())
    parameter->node().replace_value(before_[next++].clone());
  for (const auto& [path, state] : model_->optimizer->named_state())
    *state = before_[next++].clone();
  restore_buffers();
  model_->net.clear_gradients();
  nodes_ = live_nodes();
  blocks_ = blocks_in_use();
}

std::int64_t Trial::allocations(Hold hold) {
  begin();
  const std::vector<Tensor> held = shares(hold);
  return allocations_of([this] { step(); });
}

Outcome Trial::fail(const Fault& fault, Hold hold) {
  const std::vector<Tensor> held = shares(hold);
  return outcome_of([this] { step(); }, fault);
}

int Trial::updated() {
  const std::vector<Tensor> now = model_->trained();
  const std::size_t count = model_->net.parameters().size();
  const std::size_t each = (now.size() - count) / count;
  int found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::size_t> places{i};
    for (std::size_t k = 0; k < each; ++k) places.push_back(count + i * each + k);
    const bool is_after = std::ranges::any_of(
        places, [&](std::size_t place) { return !identical(now[place], before_[place]); });
    for (const std::size_t place : places)
      EXPECT_TRUE(identical(now[place], (is_after ? after_ : before_)[place])) << "parameter " << i;
    found += is_after ? 1 : 0;
  }
  return found;
}

void Trial::expect_whole_statistics() {
  const auto places = model_->net.named_buffers();
  for (std::size_t i = 0; i < places.size(); ++i)
    if (places[i].path.ends_with("running_mean")) {
      EXPECT_EQ(identical(*places[i].item, buffers_[i]),
                identical(*places[i + 1].item, buffers_[i + 1]));
    }
}

void Trial::expect_nothing_lost() const {
  EXPECT_EQ(live_nodes(), nodes_);
  EXPECT_EQ(blocks_in_use(), blocks_);
}

void Trial::expect_step_made() { expect_same(model_->trained(), after_); }

}  // namespace gradflow::allocation
