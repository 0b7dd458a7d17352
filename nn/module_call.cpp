#include "nn/module_call.h"

#include <utility>

#include "autograd/grad_mode.h"
#include "autograd/region.h"
#include "nn/module.h"

namespace gradflow::nn {

namespace {

// The region of a watched call. It outlives neither the module's hooks nor, in effect, the module:
// when that is gone, so is the list, and nothing fires.
class WatchedCall final : public CallRegion {
 public:
  WatchedCall(std::shared_ptr<CallRegion> parent, const Module& module,
              const std::shared_ptr<HookList<BackwardHook>>& hooks)
      : CallRegion(std::move(parent)), module_(module), module_lives_(hooks), hooks_(*hooks) {}

  bool watched() const override { return !module_lives_.expired() && hooks_.active(); }
  void finished(std::span<const Tensor> output_gradients,
                std::span<const Tensor> input_gradients) override {
    if (module_lives_.expired()) return;
    hooks_.fire([&](BackwardHook& hook) { hook.see(module_, output_gradients, input_gradients); });
  }

 private:
  const Module& module_;
  std::weak_ptr<const void> module_lives_;  // the module's list of hooks, which goes with it
  HookList<BackwardHook> hooks_;            // as they were registered at the call
};

}  // namespace

ModuleCall::ModuleCall(Module& module, SourceLocation where)
    : module_(module),
      site_(where),
      outer_(NodeScope::current()),
      forward_watched_(module.forward_hooks_.active()),
      backward_watched_(gradients_recorded() && module.backward_hooks_->active()) {
  if (!module.has_path_) module.set_name("");
  NodeScope& scope = NodeScope::current();
  if (!module.path().empty()) scope.label = module.path_;
  if (backward_watched_)
    scope.region = std::make_shared<WatchedCall>(outer_.region, module, module.backward_hooks_);
}

ModuleCall::~ModuleCall() { leave(); }

void ModuleCall::leave() {
  if (std::exchange(inside_, false)) NodeScope::current() = std::move(outer_);
}

void ModuleCall::begin(std::vector<Variable> inputs) {
  inputs_ = std::move(inputs);
  if (!backward_watched_) return;
  for (const Variable& input : inputs_) NodeScope::current().region->add_input(&input.node());
}

void ModuleCall::end(std::vector<Variable> outputs) {
  if (backward_watched_)
    for (const Variable& output : outputs) NodeScope::current().region->add_output(&output.node());
  leave();
  if (forward_watched_)
    module_.forward_hooks_.fire([&](ForwardHook& hook) { hook.see(module_, inputs_, outputs); });
}

}  // namespace gradflow::nn
