#include "autograd/backward.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "autograd/anomaly.h"
#include "autograd/pass_checks.h"
#include "autograd/region_state.h"
#include "tensor/error.h"
#include "tensor/reduce.h"

namespace gradflow {

namespace {

// A gradient whose type or shape is not its input's is summed back, where the op may have stretched
// that input.
[[gnu::noinline]] void fit(const Node& from, std::size_t input, Gradient& gradient) {
  const Tensor& value = from.inputs()[input]->value();
  require<TypeError>(gradient.dtype() == value.dtype(),
                     "backward: node {} returned a gradient of {} for input {} of {}", from,
                     gradient.dtype(), input, value.dtype());
  require<GraphError>(from.broadcasts() && broadcasts_to(value.shape(), gradient.shape()),
                      "backward: node {} returned a gradient of shape {} for input {} of shape {}",
                      from, gradient.shape(), input, value.shape());
  gradient = Gradient(sum_to(gradient.form(), value.shape()));
}

}  // namespace

BackwardPass::BackwardPass(const Variable& root, PassOptions options)
    : root_((root.node(), root.share())),
      options_(std::move(options)),
      reachable_(root_, Follow::requiring_gradient) {
  detail::check_root(*root_, "backward");
  if (options_.sink == nullptr) options_.sink = &accumulate_;
  pairs_products_ = options_.keep == Keep::nothing && options_.targets.empty() &&
                    options_.sink->updates_with_waiting();
  const bool in_calls = fill_slots();
  if (!options_.targets.empty()) mark_wanted();
  if (in_calls) find_regions();
  slots_.front().gradient = detail::seed_of(*root_, std::move(options_.seed), "backward");
}

BackwardPass::~BackwardPass() {
  if (running_) {  // what runs on would read what is gone
    fmt::print(stderr, "backward: a hook destroyed the pass that called it\n");
    std::abort();
  }
  if (options_.keep == Keep::graph) return;
  for (; cursor_ < slots_.size(); ++cursor_) slots_[cursor_].node->release_saved();
}

// True when a node was made in a call of a module that somebody watched.
bool BackwardPass::fill_slots() {
  slots_.resize(reachable_.nodes.size());
  std::size_t most_inputs = 0;
  bool in_calls = false;
  std::int32_t* inputs = reachable_.input_places.data();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    slot.node = reachable_.nodes[i];
    slot.inputs = inputs;
    slot.uses = reachable_.uses[i];
    const Node& node = *slot.node;
    detail::check_consumed(node, "backward");
    inputs += node.inputs().size();
    most_inputs = std::max(most_inputs, node.inputs().size());
    in_calls = in_calls || node.region() != nullptr;
  }
  from_rule_.resize(most_inputs);
  return in_calls;
}

void BackwardPass::mark_wanted() {
  captured_.resize(slots_.size());
  for (const Variable& target : options_.targets) {
    detail::check_target(target, "gradients");
    const std::int32_t place = reachable_.find(&target.node());
    if (place != Reachable::kAbsent) slot_at(place).target = true;
  }
  // From the lowest id up: what leads to a target. The rest is as if it needed no gradient.
  for (std::size_t i = slots_.size(); i-- > 0;) {
    Slot& slot = slots_[i];
    slot.wanted = slot.target;
    for (std::size_t input = 0; input < slot.node->inputs().size(); ++input) {
      if (!wants(slot.inputs[input])) continue;
      if (slot_at(slot.inputs[input]).wanted) {
        slot.wanted = true;
      } else {
        slot.inputs[input] = Reachable::kAbsent;
      }
    }
  }
}

void BackwardPass::run() {
  while (advance()) {
  }
}

namespace {

struct Running {
  bool& running;
  ~Running() { running = false; }
};

}  // namespace

bool BackwardPass::advance(Step* record) {
  require<GraphError>(!failed_,
                      "backward: this pass ended with an error and cannot go on; compute the root "
                      "again and start another");
  require<GraphError>(!running_, "backward: a hook cannot go on with the pass that called it");
  running_ = true;
  const Running until_the_end{running_};
  try {
    for (; cursor_ < slots_.size(); ++cursor_) {
      Slot& slot = slots_[cursor_];
      if (slot.node->is_leaf()) {
        if (slot.node == root_.get()) settle(slot);
        continue;
      }
      if (!has_turn(slot)) {  // nothing arrived, so nothing goes on from here
        leave(slot);
        continue;
      }
      run_rule(slot, record);
      ++cursor_;
      return true;
    }
    if (!std::exchange(finished_, true) && options_.targets.empty()) options_.sink->finish();
  } catch (...) {
    fail();
  }
  return false;
}

// Inline, as is leave: run_rule calls them for every node, and they are short.
inline void BackwardPass::send(const Slot& sender, std::size_t input, Gradient& gradient,
                               Step* record) {
  const Node& from = *sender.node;
  const NodePtr& to = from.inputs()[input];
  if (!gradient.fits(to->value())) fit(from, input, gradient);
  if (!regions_.empty()) note_input(from, *to, gradient);
  Slot& receiver = slot_at(sender.inputs[input]);
  // A leaf takes a product as it is; an interior node's gradient is formed here and now, with the
  // values of the forward pass, unless it is added to one, slices to their parts of it alone.
  if (!to->is_leaf() && (receiver.gradient.empty() || record != nullptr)) gradient.form();
  if (record != nullptr) tell_sent(to, gradient, *record);
  if (receiver.gradient.empty()) {
    receiver.gradient = std::move(gradient);
  } else {
    receiver.gradient.add(gradient);
  }
}

// The node has sent what it will send: its saved values go, and its leaves have one user less.
inline void BackwardPass::leave(const Slot& left) {
  Node& node = *left.node;
  if (options_.keep == Keep::nothing) node.release_saved();
  for (std::size_t i = 0; i < node.inputs().size(); ++i) {
    if (!wants(left.inputs[i])) continue;
    Slot& used = slot_at(left.inputs[i]);
    if (--used.uses == 0 && used.node->is_leaf()) settle(used);
  }
  if (!regions_.empty()) finish_regions(node);
}

void BackwardPass::run_rule(Slot& slot, Step* record) {
  Node& node = *slot.node;
  const Tensor upstream = std::move(slot.gradient).take();
  if (record != nullptr) tell(node, upstream, *record);
  if (node.attachments() != nullptr) node.announce(upstream);
  if (slot.target) captured_[static_cast<std::size_t>(&slot - slots_.data())] = upstream;
  if (!regions_.empty()) note_output(node, upstream);

  const std::span<const NodePtr> inputs = node.inputs();
  Wanted wanted;
  bool any_wanted = false;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!wants(slot.inputs[i])) continue;
    wanted.set(i);
    any_wanted = true;
  }
  detail::check_consumed(node, "backward");  // another pass may have run since this one started
  if (!any_wanted) return leave(slot);       // a target with no other below it

  const std::span<Gradient> sent = std::span<Gradient>(from_rule_).first(inputs.size());
  node.backward(upstream, wanted, sent);
  if (detail::anomaly_scope != nullptr) [[unlikely]]
    detail::look_at_gradients(node, upstream, wanted, sent);
  if (pairs_products_ && record == nullptr) settle_with_waiting(slot, sent);

  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (sent[i].empty()) continue;
    if (wants(slot.inputs[i])) send(slot, i, sent[i], record);  // a rule may do more than it must
    sent[i] = Gradient();
  }
  leave(slot);
}

void BackwardPass::settle(Slot& slot) {
  if (slot.gradient.empty()) return;
  Node& leaf = *slot.node;
  Gradient gradient = std::move(slot.gradient);
  const Node::Attachments* attached = leaf.attachments();
  if (attached != nullptr && attached->hooks.active()) leaf.announce(gradient.form());
  if (!options_.targets.empty()) {
    if (slot.target)
      captured_[static_cast<std::size_t>(&slot - slots_.data())] = std::move(gradient).take();
    return;
  }
  options_.sink->settle(Variable(NodePtr(&leaf)), std::move(gradient));
}

// In a handler: marks the pass as ended and rethrows, with the node whose turn it was where there
// was no memory, as ops say of their forwards, and with what the sink has to say of the state.
void BackwardPass::fail() {
  failed_ = true;
  try {
    throw;
  } catch (MemoryError& error) {
    if (cursor_ < slots_.size())
      error.add_context(fmt::format(" (in backward of {})", *slots_[cursor_].node));
  } catch (...) {  // tells where it was itself
  }
  detail::rethrow_with_state("backward", options_.sink->state_after_error());
}

std::vector<Tensor> BackwardPass::target_gradients() const {
  std::vector<Tensor> found;
  for (const Variable& target : options_.targets) {
    const std::int32_t place = reachable_.find(&target.node());
    const bool arrived =
        place != Reachable::kAbsent && captured_[static_cast<std::size_t>(place)].defined();
    found.push_back(arrived ? captured_[static_cast<std::size_t>(place)]
                            : Tensor::zeros(target.shape(), target.dtype()));
  }
  return found;
}

// Each makes its pass and goes through it here, so that a debugger that stops in a rule shows no
// frame that only hands on.
void backward(const Variable& root) {
  BackwardPass pass(root);
  while (pass.advance()) {
  }
}

void backward(const Variable& root, PassOptions options) {
  BackwardPass pass(root, std::move(options));
  while (pass.advance()) {
  }
}

void backward(const Variable& root, Sink& sink) {
  BackwardPass pass(root, sink);
  while (pass.advance()) {
  }
}

std::vector<Tensor> gradients(const Variable& y, std::vector<Variable> inputs, Tensor seed,
                              Keep keep) {
  if (inputs.empty()) return {};
  BackwardPass pass(y, {.seed = std::move(seed), .keep = keep, .targets = std::move(inputs)});
  pass.run();
  return pass.target_gradients();
}

}  // namespace gradflow
