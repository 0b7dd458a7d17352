#pragma once
// A part of a model: named parameters, buffers and children, and hooks that watch its calls.
// Modules neither copy nor move, since hooks and paths refer to them. Users derive from Layer
// (nn/layer.h), which adds the call.
//
// NOTE: paths
//  The first root that is named or called writes the paths of everything below it: names joined by
//  dots, "h1.weight". They become the labels of the parameters, and of the nodes made in a call.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "autograd/hook.h"
#include "autograd/label.h"
#include "autograd/variable.h"
#include "nn/parameter.h"
#include "nn/visitor.h"

namespace gradflow::nn {

class ForwardHook : public Hook {
 public:
  virtual void see(const Module& module, std::span<const Variable> inputs,
                   std::span<const Variable> outputs) = 0;
};

class BackwardHook : public Hook {
 public:
  virtual void see(const Module& module, std::span<const Tensor> output_gradients,
                   std::span<const Tensor> input_gradients) = 0;
};

template <class T>
struct Named {
  std::string path;
  T* item;
};

class Module {
 public:
  Module() = default;
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  virtual ~Module() = default;

  // Names every parameter, buffer and child of this module, each time in the same order.
  virtual void visit(Visitor& visitor) = 0;

  // Everything below this module, in the order of visiting; what is shared comes once, under the
  // first path that leads to it.
  std::vector<Named<Parameter>> named_parameters();
  std::vector<Named<Tensor>> named_buffers();
  std::vector<Named<Module>> named_modules();  // this one first, under its own path
  std::vector<Parameter*> parameters();
  std::int64_t parameter_count();  // elements of all parameters
  void clear_gradients();

  // Whether layers that behave differently in training (dropout, batch norm) do so. A new module is
  // in training. Both set this module and everything below it.
  bool is_training() const { return training_; }
  void train();
  void eval();
  // Frozen parameters take no gradient and no optimiser changes them; buffers go on as they are.
  void freeze();
  void unfreeze();

  // The module at `path` below this one ("h1", "block.attention"). ArgumentError, listing the
  // children there, when there is none.
  Module& at(std::string_view path);

  // Products that one call adds up, for `summary` (nn/summary.h). Nothing from a module that does
  // not say; what its children do is theirs.
  virtual std::optional<std::int64_t> multiply_adds(std::span<const Variable> /*inputs*/,
                                                    std::span<const Variable> /*outputs*/) const {
    return std::nullopt;
  }

  // "" for a root without a name.
  const std::string& path() const { return path_.text(); }
  // Makes this module a root under that name and writes the paths below it, unless an earlier root
  // already has. A root that its first call has left without a name gets one, and so does what that
  // call has named.
  void set_name(std::string_view name);

  // f(const Module&, std::span<const Variable> inputs, std::span<const Variable> outputs), after
  // each call; see NOTE: the hook contract in autograd/hook.h.
  template <class F>
  HookHandle on_forward(F f) {
    return forward_hooks_.add(std::make_shared<ForwardHookOf<std::decay_t<F>>>(std::move(f)));
  }
  // f(const Module&, std::span<const Tensor> output_gradients, std::span<const Tensor>
  // input_gradients), once for each call made from now on and each pass through it.
  template <class F>
  HookHandle on_backward(F f) {
    return backward_hooks_->add(std::make_shared<BackwardHookOf<std::decay_t<F>>>(std::move(f)));
  }

 protected:
  // For a subclass that gains a child late: writes the paths of the child, if the paths here are
  // written.
  void name_child(std::string_view name, Module& child);

 private:
  friend class EvaluationScope;  // in summary.cpp
  friend class ModuleCall;

  template <class F>
  class ForwardHookOf final : public ForwardHook {
   public:
    explicit ForwardHookOf(F f) : f_(std::move(f)) {}
    void see(const Module& module, std::span<const Variable> inputs,
             std::span<const Variable> outputs) override {
      f_(module, inputs, outputs);
    }

   private:
    F f_;
  };
  template <class F>
  class BackwardHookOf final : public BackwardHook {
   public:
    explicit BackwardHookOf(F f) : f_(std::move(f)) {}
    void see(const Module& module, std::span<const Tensor> output_gradients,
             std::span<const Tensor> input_gradients) override {
      f_(module, output_gradients, input_gradients);
    }

   private:
    F f_;
  };

  void set_training(bool training);

  bool training_ = true;
  bool has_path_ = false;
  Label path_;
  HookList<ForwardHook> forward_hooks_;
  // Shared with the calls it has made, which outlive it in graphs.
  std::shared_ptr<HookList<BackwardHook>> backward_hooks_ =
      std::make_shared<HookList<BackwardHook>>();
};

}  // namespace gradflow::nn
