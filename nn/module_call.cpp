#include "nn/module_call.h"

#include <memory>
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
    hooks_.fire([&](BackwardHook& hook) {  // of which one may end the module
      if (!module_lives_.expired()) hook.see(module_, output_gradients, input_gradients);
    });
  }

 private:
  const Module& module_;
  std::weak_ptr<const void> module_lives_;  // the module's list of hooks, which goes with it
  HookList<BackwardHook> hooks_;            // as they were registered at the call
};

}  // namespace

ModuleCall::ModuleCall(Module& module, SourceLocation where)
    : module_(module),
      forward_watched_(module.forward_hooks_.active()),
      backward_watched_(gradients_recorded() && module.backward_hooks_->active()),
      site_(where) {
  if (!module.has_path_) module.set_name("");
  const NodeScope* outer = NodeScope::innermost();
  Label label = module.path_;
  std::shared_ptr<CallRegion> region;
  if (outer != nullptr) {
    if (label.empty()) label = outer->label();
    region = outer->region();
  }
  if (backward_watched_)
    region = std::make_shared<WatchedCall>(std::move(region), module, module.backward_hooks_);
  scope_.emplace(label, std::move(region));
}

void ModuleCall::begin(std::vector<Variable> inputs) {
  inputs_ = std::move(inputs);
  if (!backward_watched_) return;
  for (const Variable& input : inputs_) scope_->region()->add_input(input.share().get());
}

void ModuleCall::end(std::vector<Variable> outputs) {
  if (backward_watched_)
    for (const Variable& output : outputs) scope_->region()->add_output(output.share().get());
  scope_.reset();
  if (!forward_watched_) return;
  const std::weak_ptr<const void> module_lives = module_.backward_hooks_;
  module_.forward_hooks_.fire([&](ForwardHook& hook) {
    if (!module_lives.expired()) hook.see(module_, inputs_, outputs);
  });
}

}  // namespace gradflow::nn
