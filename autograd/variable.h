#pragma once
// A handle to a node of the graph: what users compute with. Copying one shares the node. A Variable
// made from a tensor is a leaf; it takes part in backward passes if it requires a gradient.

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "autograd/hook.h"
#include "autograd/node.h"
#include "autograd/source_location.h"
#include "tensor/tensor.h"

namespace gradflow {

enum class RequiresGradient : bool { no, yes };

class Variable {
 public:
  Variable() = default;  // no node: every op refuses it
  // Data. Implicit, so that a tensor can be passed where a variable is taken.
  Variable(Tensor value, SourceLocation where = SourceLocation::current());  // NOLINT
  // TypeError for a leaf of int32 that requires a gradient.
  Variable(Tensor value, RequiresGradient required, std::string_view label = "",
           SourceLocation where = SourceLocation::current());
  explicit Variable(NodePtr node) : node_(std::move(node)) {}

  bool defined() const { return static_cast<bool>(node_); }
  const Tensor& value() const { return node().value(); }
  const Shape& shape() const { return value().shape(); }
  DType dtype() const { return value().dtype(); }
  std::string_view label() const { return node().label(); }
  bool is_leaf() const { return node().is_leaf(); }
  bool requires_gradient() const { return node().requires_gradient(); }

  // A name for errors, listings and run_to. Need not be unique. Returns this handle.
  Variable& set_label(std::string_view label);

  // The gradient that passes have added to a leaf, or, after keep_gradient(), the last pass's one
  // of another node. GraphError, saying what to do, when there is none.
  const Tensor& gradient() const;
  bool has_gradient() const;
  void clear_gradient();
  // Makes the passes to come keep this node's gradient. Leaves always do.
  void keep_gradient();

  // f(const Node&, const Tensor& gradient); see NOTE: the hook contract in autograd/hook.h.
  // GraphError for a node that requires no gradient.
  template <class F>
  HookHandle on_gradient(F f) const {
    return add_hook(std::make_shared<GradientHookOf<std::decay_t<F>>>(std::move(f)));
  }

  // The same value without history: a new leaf that requires no gradient. Shares the storage.
  Variable detach(SourceLocation where = SourceLocation::current()) const;
  // For a function that gives what it was given: this handle; under NoGrad a detached one, since
  // threads may share this one's node.
  Variable passed_on() const;

  // Writes a leaf's value: f(Tensor&), whose edit() succeeds. In place when nobody else holds the
  // value; otherwise in a fresh copy, so that whoever holds the old one keeps it. GraphError for a
  // node that is not a leaf; ShapeError or TypeError if f leaves a value of another shape or type,
  // which the leaf then has, and ArgumentError if it leaves none: such a leaf is not updated again.
  template <std::invocable<Tensor&> F>
  void update(F&& f) {
    Variable alive = *this;  // f may drop the last handle
    Tensor& value = alive.value_for_update();
    const Shape shape = value.shape();
    const DType dtype = value.dtype();
    std::forward<F>(f)(value);
    alive.check_updated(shape, dtype);
  }
  // The value of a leaf = alpha · gradient + beta · value, in the same manner: what an optimiser's
  // sink is made of. An unformed product goes straight into the value. ArgumentError for an empty
  // gradient.
  void update(const Gradient& gradient, double alpha, double beta);
  // Updates so far that had to copy, because a graph or a tensor handle still held the value. In a
  // training loop that drops its graph before the step this stays 0.
  std::int64_t fresh_copies() const;

  // ArgumentError for a Variable that holds nothing.
  Node& node() const {
    if (!node_) [[unlikely]]
      refuse_undefined();
    return *node_;
  }
  const NodePtr& share() const { return node_; }

 private:
  [[noreturn]] static void refuse_undefined();
  HookHandle add_hook(std::shared_ptr<GradientHook> hook) const;
  void check_updatable() const;
  void check_updated(const Shape& shape, DType dtype) const;
  Tensor& value_for_update();

  NodePtr node_;
};

}  // namespace gradflow
