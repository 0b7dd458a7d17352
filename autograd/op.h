#pragma once
// The only door into the graph. An op is one small struct:
//
//   struct Tanh {
//     static constexpr std::string_view name = "tanh";
//     static constexpr std::string_view formula = "y = tanh x; dx = (1 - y²) dy";
//     Tensor y;  // a saved value: a member that a debugger shows by name
//     Tensor forward(const Tensor& x);
//     std::array<Gradient, 1> backward(const Tensor& upstream) const;
//   };
//   Variable tanh(const Variable& x, SourceLocation where) { return apply(Tanh{}, where, x); }
//
// The formula is for whoever steps, and may be missing. `backward` may take a Wanted as well.
//
// A third function, `differentiable`, says the rule in ops, on variables, for passes that record
// themselves (autograd/recorded_pass.h). It returns what `backward` returns, from the inputs and
// the value of the node; an undefined Variable for an input that gets no gradient. Members that
// are no function of the inputs (a mask, an axis) may be used; saved values are constants to it.
//
//     std::array<Variable, 1> differentiable(std::span<const Variable> inputs,
//                                            const Variable& y, const Variable& dy) const {
//       return {dy * (1 - y * y)};
//     }
//
// The engine, not the rule, checks counts and shapes, adds over fan-out, and sums back what was
// stretched (for an op that says `static constexpr bool broadcasts = true`). An op over any number
// of inputs takes std::span<const Tensor> and returns std::vector<Gradient>, and std::vector of
// Variable. Bodies belong in a .cpp, so that a user's compiler flags never replace the library's
// kernels.

#include <array>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "autograd/anomaly.h"
#include "autograd/grad_mode.h"
#include "autograd/members.h"
#include "autograd/node.h"
#include "autograd/recorded_gradient.h"
#include "autograd/variable.h"
#include "tensor/error.h"

namespace gradflow {

namespace detail {

// " (in op linear "h1", of "x" [10, 1024] float32, …)", appended to an error of a forward.
std::string op_context(std::string_view op, std::span<const Variable* const> inputs);

std::vector<const Variable*> addresses(std::span<const Variable> variables);

// A rule that returned so many gradients, and not one for each input.
[[noreturn]] void refuse_count(const Node& node, std::size_t gradients);

// By its name alone, so that one of another form does not compile, instead of being left out.
template <class Op>
concept SaysRuleInOps = requires {
  &Op::differentiable;
};

template <class Op>
constexpr bool op_broadcasts() {
  if constexpr (requires { Op::broadcasts; }) return Op::broadcasts;
  return false;
}

}  // namespace detail

// The inputs of an op that takes N. An int, since compilers and debuggers spell a count of another
// type in two ways, and then a debugger cannot tell the class of a node from its vtable.
template <int N>
struct FixedInputs : std::array<NodePtr, N> {
  static constexpr std::size_t kCount = N;
};

// The node of one application: the op with its saved values, and its inputs.
template <class Op, class Inputs>
class OpNode final : public Node {
  static_assert(alignof(Op) <= 64, "a node's memory is aligned to 64 bytes");

 public:
  OpNode(Op&& op, Tensor&& value, Inputs&& inputs, SourceLocation where)
      : Node(std::move(value), where), inputs_(std::move(inputs)), op_(std::move(op)) {
    set_inputs(inputs_.data(), inputs_.size());
    set_requires_gradient(true);
  }

  std::string_view op() const override { return Op::name; }
  bool broadcasts() const override { return detail::op_broadcasts<Op>(); }
  std::string_view formula() const override {
    if constexpr (requires { Op::formula; }) return Op::formula;
    return {};
  }
  std::vector<Tensor> saved() const override {
    std::vector<Tensor> tensors;
    if (op_)
      detail::for_each_member(*op_, [&]<class T>(const T& member) {
        if constexpr (std::is_same_v<T, Tensor>)
          if (member.defined()) tensors.push_back(member);
      });
    return tensors;
  }

  void backward(const Tensor& upstream, Wanted wanted, std::span<Gradient> to_inputs) override {
    if constexpr (requires { op_->backward(upstream, wanted); }) {
      hand_over(op_->backward(upstream, wanted), to_inputs);
    } else {
      hand_over(op_->backward(upstream), to_inputs);
    }
  }

  bool twice_differentiable() const override { return detail::SaysRuleInOps<Op>; }
  void backward_in_ops(const Variable& upstream, std::span<RecordedGradient> to_inputs) override {
    if constexpr (detail::SaysRuleInOps<Op>) {
      std::vector<Variable> variables;
      for (const NodePtr& input : inputs_) variables.emplace_back(input);
      hand_over(op_->differentiable(variables, Variable(NodePtr(this)), upstream), to_inputs);
    }
  }

  void release_saved() override {
    op_.reset();
    Node::release_saved();
  }

 private:
  template <class Gradients, class To>
  void hand_over(Gradients&& gradients, std::span<To> to_inputs) {
    if constexpr (requires { Inputs::kCount; })
      static_assert(std::tuple_size_v<Gradients> == Inputs::kCount,
                    "a rule must return as many gradients as op.forward(…) takes inputs");
    if (gradients.size() != to_inputs.size()) [[unlikely]]
      detail::refuse_count(*this, gradients.size());
    for (std::size_t i = 0; i < gradients.size(); ++i) to_inputs[i] = std::move(gradients[i]);
  }

  Inputs inputs_;
  std::optional<Op> op_;
};

// Runs op.forward on the values and, while gradients are recorded and an input requires one, puts
// the result into the graph. Errors of forward gain the op's name and its inputs.
template <class Op, std::same_as<Variable>... In>
Variable apply(Op op, SourceLocation where, const In&... inputs) {
  const std::array<const Variable*, sizeof...(In)> given{&inputs...};
  Tensor value;
  try {
    value = op.forward(inputs.value()...);
  } catch (Error& error) {
    error.add_context(detail::op_context(Op::name, given));
    throw;
  }
  if (detail::anomaly_scope != nullptr) [[unlikely]]
    detail::look_at_value(Op::name, value, given, where);
  if (!gradients_recorded() || !(inputs.requires_gradient() || ...))
    return Variable(std::move(value), where);
  using Inputs = FixedInputs<sizeof...(In)>;
  return Variable(
      NodePtr(new OpNode<Op, Inputs>(std::move(op), std::move(value), Inputs{{inputs.share()...}},
                                     CallSiteScope::or_else(where))));
}

// The same for any number of inputs, at these addresses: so no handle is copied, and NoGrad touches
// no count.
template <class Op>
Variable apply(Op op, SourceLocation where, std::span<const Variable* const> inputs) {
  std::vector<Tensor> values;
  bool required = false;
  Tensor value;
  try {
    for (const Variable* input : inputs) {
      values.push_back(input->value());
      required = required || input->requires_gradient();
    }
    value = op.forward(std::span<const Tensor>(values));
  } catch (Error& error) {
    error.add_context(detail::op_context(Op::name, inputs));
    throw;
  }
  if (detail::anomaly_scope != nullptr) [[unlikely]]
    detail::look_at_value(Op::name, value, inputs, where);
  if (!gradients_recorded() || !required) return Variable(std::move(value), where);
  std::vector<NodePtr> nodes;
  for (const Variable* input : inputs) nodes.push_back(input->share());
  return Variable(NodePtr(new OpNode<Op, std::vector<NodePtr>>(
      std::move(op), std::move(value), std::move(nodes), CallSiteScope::or_else(where))));
}

template <class Op>
Variable apply(Op op, SourceLocation where, std::span<const Variable> inputs) {
  return apply(std::move(op), where, std::span<const Variable* const>(detail::addresses(inputs)));
}

}  // namespace gradflow
