#pragma once
// Hooks: closures that watch and never change what they see. Whoever registers one gets a handle,
// which owns the closure; nodes and modules refer to it weakly.
//
// NOTE: the hook contract
//  1. Any number of hooks may watch one thing; they fire in the order of their registration, on the
//     caller's thread.
//  2. A gradient hook fires once per pass, when that pass's gradient of the node is final and
//     summed, before the node's rule, or a leaf's sink, gets it.
//  3. A forward hook fires after each forward of its module, also under NoGrad.
//  4. A backward hook fires once per call and pass, for calls made while it was registered, when
//     the pass has finished the lowest reachable node of the call; children fire before parents. A
//     call that made no node does not fire. It sees the gradients of the call's outputs, and of its
//     inputs what the nodes of the call sent there: an undefined tensor where nothing arrived, and
//     for an output that the call did not make. A pass that records itself fires none
//     (autograd/recorded_pass.h).
//  5. Hooks add no nodes, and watching changes no bit of any result but the sign of a zero that is
//     added to a slice. A gradient that is kept by a hook is shared, not copied.
//  6. A handle that is dropped removes its hook; a handle may outlive what it watches; removing and
//     registering inside a hook is safe, and a hook registered by a hook of the same thing waits
//     for the next time. A hook that ends the module it watches is the last to see it.
//  7. A paused hook costs nothing: a weight's gradient is not formed for it, and calls made while
//     nobody else watches the module are not remembered for it.
//  8. An error thrown by a hook ends the pass, which refuses to go on; leaves already settled keep
//     what they got. If a sink has something to add about them, it adds it to an Error's text; any
//     other std::exception is nested in a GraphError that says it.
//  9. A hook may run another pass; over the same nodes, only if both keep the graph.

#include <memory>
#include <utility>
#include <vector>

#include "tensor/tensor.h"

namespace gradflow {

class Node;

class Hook {
 public:
  virtual ~Hook() = default;
  bool fires() const { return registered && !paused; }

  bool paused = false;
  bool registered = true;  // a hook that removes itself lives until it returns
};

class [[nodiscard]] HookHandle {
 public:
  HookHandle() = default;
  explicit HookHandle(std::shared_ptr<Hook> hook)
      : registration_(std::make_shared<Registration>(std::move(hook))) {}

  void remove() { registration_.reset(); }
  void pause() {
    if (registration_) registration_->hook->paused = true;
  }
  void resume() {
    if (registration_) registration_->hook->paused = false;
  }
  bool registered() const { return registration_ != nullptr; }

 private:
  struct Registration {
    explicit Registration(std::shared_ptr<Hook> owned) : hook(std::move(owned)) {}
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    ~Registration() { hook->registered = false; }
    std::shared_ptr<Hook> hook;
  };

  std::shared_ptr<Registration> registration_;  // copies of a handle share it
};

// The hooks that watch one thing.
template <class AnyHook>
class HookList {
 public:
  HookHandle add(std::shared_ptr<AnyHook> hook) {
    std::erase_if(hooks_, [](const auto& weak) { return weak.expired(); });
    hooks_.push_back(hook);
    return HookHandle(std::move(hook));
  }
  bool active() const {
    for (const std::weak_ptr<AnyHook>& weak : hooks_)
      if (const auto hook = weak.lock(); hook && hook->fires()) return true;
    return false;
  }
  // fire(hook) for each that is registered now and not paused. The hook itself may change the list.
  template <class Fire>
  void fire(Fire&& fire) const {
    const std::vector<std::weak_ptr<AnyHook>> now = hooks_;
    for (const std::weak_ptr<AnyHook>& weak : now)
      if (const auto hook = weak.lock(); hook && hook->fires()) fire(*hook);
  }

 private:
  std::vector<std::weak_ptr<AnyHook>> hooks_;
};

class GradientHook : public Hook {
 public:
  virtual void see(const Node& node, const Tensor& gradient) = 0;
};

// Named, and behind one virtual call of our own, so that a debugger steps into the closure.
template <class F>
class GradientHookOf final : public GradientHook {
 public:
  explicit GradientHookOf(F f) : f_(std::move(f)) {}
  void see(const Node& node, const Tensor& gradient) override { f_(node, gradient); }

 private:
  F f_;
};

}  // namespace gradflow
