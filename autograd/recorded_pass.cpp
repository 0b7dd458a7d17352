#include "autograd/recorded_pass.h"

#include <fmt/core.h>

#include <utility>

#include "autograd/grad_mode.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/broadcast.h"
#include "autograd/ops/reduction.h"
#include "autograd/pass_checks.h"
#include "autograd/reachable.h"
#include "autograd/recorded_gradient.h"
#include "tensor/error.h"

namespace gradflow {

namespace {

constexpr std::string_view kName = "differentiable_gradients";

std::string made_at(const Node& node) {
  return fmt::format("{} made at {}:{}", node, node.where().file, node.where().line);
}

[[noreturn]] void refuse_written(const Node& node) {
  std::string leaves;
  for (const NodePtr& input : node.inputs())
    if (input->written()) leaves += fmt::format("{}{}", leaves.empty() ? "" : " or ", *input);
  throw GraphError(fmt::format(
      "{}: node {} was computed from a value that has been written since, that of {}; compute the "
      "root again",
      kName, made_at(node), leaves));
}

void check_rule(const Node& node) {
  detail::check_consumed(node, kName);
  require<GraphError>(node.twice_differentiable(),
                      "{}: node {} cannot be differentiated twice: op {} has no rule in terms of "
                      "ops",
                      kName, made_at(node), node.op());
  if (node.inputs_written()) refuse_written(node);
}

// A gradient that is not of its input's shape is summed back, where the op may have stretched that
// input.
RecordedGradient fit(const Node& from, std::size_t input, RecordedGradient gradient) {
  const Tensor& value = from.inputs()[input]->value();
  if (gradient.dtype() == value.dtype() && gradient.shape() == value.shape()) return gradient;
  require<TypeError>(gradient.dtype() == value.dtype(),
                     "{}: node {} returned a gradient of {} for input {} of {}", kName, from,
                     gradient.dtype(), input, value.dtype());
  require<GraphError>(from.broadcasts() && broadcasts_to(value.shape(), gradient.shape()),
                      "{}: node {} returned a gradient of shape {} for input {} of shape {}", kName,
                      from, gradient.shape(), input, value.shape());
  RecordedSum alone;
  alone.add(std::move(gradient));
  return sum_to(alone.form(), value.shape());
}

class RecordedPass {
 public:
  RecordedPass(const Variable& y, std::span<const Variable> inputs)
      : root_((y.node(), y.share())),
        reachable_(root_, Follow::requiring_gradient),
        slots_(reachable_.nodes.size()) {
    mark_wanted(inputs);
    for (const Slot& slot : slots_)
      if (slot.leads_on) check_rule(*slot.node);
  }

  void run(Variable seed) {
    slots_.front().gradient.add(std::move(seed));
    for (Slot& slot : slots_) {
      if (!(slot.target || slot.leads_on) || slot.gradient.empty()) continue;
      slot.node->announce(slot.gradient.form().value());
      if (slot.leads_on) run_rule(slot);
      if (!slot.target) slot.gradient.clear();
    }
  }

  Variable gradient_of(const Variable& input) {
    const std::int32_t place = reachable_.find(&input.node());
    if (place != Reachable::kAbsent && !slot_at(place).gradient.empty())
      return slot_at(place).gradient.form();
    return Tensor::zeros(input.shape(), input.dtype());
  }

 private:
  struct Slot {
    Node* node = nullptr;
    const std::int32_t* inputs = nullptr;  // their slots, kAbsent for one that requires nothing
    RecordedSum gradient;                  // of what has arrived
    bool target = false;
    bool leads_on = false;  // to a target: its rule runs
  };

  // From the lowest id up, since inputs have lower ids than their users.
  void mark_wanted(std::span<const Variable> targets) {
    for (const Variable& target : targets) {
      detail::check_target(target, kName);
      const std::int32_t place = reachable_.find(&target.node());
      if (place != Reachable::kAbsent) slot_at(place).target = true;
    }
    const std::int32_t* end = reachable_.input_places.data() + reachable_.input_places.size();
    for (std::size_t i = slots_.size(); i-- > 0;) {
      Slot& slot = slots_[i];
      slot.node = reachable_.nodes[i];
      slot.inputs = end -= slot.node->inputs().size();
      for (std::size_t input = 0; input < slot.node->inputs().size(); ++input)
        slot.leads_on = slot.leads_on || wanted(slot.inputs[input]);
    }
  }

  void run_rule(Slot& slot) {
    check_rule(*slot.node);  // a hook may have run another pass
    std::vector<RecordedGradient> sent(slot.node->inputs().size());
    slot.node->backward_in_ops(slot.gradient.form(), sent);
    for (std::size_t input = 0; input < sent.size(); ++input)
      if (!sent[input].empty() && wanted(slot.inputs[input]))
        slot_at(slot.inputs[input]).gradient.add(fit(*slot.node, input, std::move(sent[input])));
  }

  bool wanted(std::int32_t place) const {
    return place != Reachable::kAbsent && (slot_at(place).target || slot_at(place).leads_on);
  }
  Slot& slot_at(std::int32_t place) { return slots_[static_cast<std::size_t>(place)]; }
  const Slot& slot_at(std::int32_t place) const { return slots_[static_cast<std::size_t>(place)]; }

  NodePtr root_;
  Reachable reachable_;
  std::vector<Slot> slots_;
};

}  // namespace

std::vector<Variable> differentiable_gradients(const Variable& y, std::span<const Variable> inputs,
                                               const Variable& seed, SourceLocation where) {
  if (inputs.empty()) return {};
  const EnableGrad recording;
  const CallSiteScope here(where);
  detail::check_root(y.node(), kName);
  const Tensor value = detail::seed_of(y.node(), seed.defined() ? seed.value() : Tensor(), kName);
  RecordedPass pass(y, inputs);
  pass.run(seed.defined() ? seed : Variable(value));
  std::vector<Variable> gradients;
  for (const Variable& input : inputs) gradients.push_back(pass.gradient_of(input));
  return gradients;
}

Tensor hessian_vector_product(const Variable& y, const Variable& x, const Tensor& v, Keep keep,
                              SourceLocation where) {
  return hessian_vector_product(y, std::span(&x, 1), std::span(&v, 1), keep, where).front();
}

std::vector<Tensor> hessian_vector_product(const Variable& y, std::span<const Variable> inputs,
                                           std::span<const Tensor> v, Keep keep,
                                           SourceLocation where) {
  constexpr std::string_view kProduct = "hessian_vector_product";
  require(inputs.size() == v.size(), "{}: {} inputs, and v has {} parts", kProduct, inputs.size(),
          v.size());
  for (std::size_t i = 0; i < v.size(); ++i)
    require<ShapeError>(v[i].fits(inputs[i].value()),
                        "{}: part {} of v is {} {}, input {} is {} {}", kProduct, i, v[i].shape(),
                        v[i].dtype(), i, inputs[i].shape(), inputs[i].dtype());
  const EnableGrad recording;
  const CallSiteScope here(where);
  const std::vector<Variable> slopes = differentiable_gradients(y, inputs);
  Variable along;  // v · dy/dx; its gradient is H v
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (!slopes[i].requires_gradient()) continue;
    const Variable part = sum(slopes[i] * v[i]);
    along = along.defined() ? along + part : part;
  }
  if (along.defined()) return gradients(along, {inputs.begin(), inputs.end()}, {}, keep);
  std::vector<Tensor> zeros;  // the slopes are constants
  for (const Variable& input : inputs) zeros.push_back(Tensor::zeros(input.shape(), input.dtype()));
  return zeros;
}

}  // namespace gradflow
