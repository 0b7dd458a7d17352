#pragma once
// A node of the graph: a value, and where it came from. Made by `apply` and by Variable, owned by
// the nodes and variables that use it, never by a hook. A graph belongs to one thread: counts are
// plain.
//
// NOTE: ids and order
//  A node's id is one more than the larger of its thread's last id and its inputs' ids. So an input
//  has a lower id than its users, and visiting the reachable nodes by descending id is a backward
//  order: the program read upwards. Nothing here recurses: a chain of a million nodes is freed by a
//  loop.
//
// NOTE: versions
//  A leaf's version counts the writes of its value; a computed node's is the sum of its inputs'
//  versions at the time it was made. Computed values are never written and counts only grow, so the
//  sum over the inputs is another one now exactly if an input was written since. A recorded pass
//  (autograd/recorded_pass.h) reads inputs again and has to know.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "autograd/gradient.h"
#include "autograd/hook.h"
#include "autograd/label.h"
#include "autograd/source_location.h"
#include "tensor/plain_formatter.h"
#include "tensor/pool.h"
#include "tensor/tensor.h"

namespace gradflow {

class CallRegion;
class Node;
class RecordedGradient;
class Variable;

// A share in a node.
class NodePtr {
 public:
  NodePtr() = default;
  explicit NodePtr(Node* node);
  NodePtr(const NodePtr& other) : NodePtr(other.node_) {}
  NodePtr(NodePtr&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  NodePtr& operator=(NodePtr other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~NodePtr();

  Node* get() const { return node_; }
  Node* operator->() const { return node_; }
  Node& operator*() const { return *node_; }
  explicit operator bool() const { return node_ != nullptr; }

 private:
  Node* node_ = nullptr;
};

// Which inputs a rule has to serve.
class Wanted {
 public:
  void set(std::size_t input) {
    if (input < 64) bits_ |= std::uint64_t{1} << input;
  }
  // Beyond the 64th input always true: a rule may do more than it must.
  bool operator[](std::size_t input) const { return input >= 64 || (bits_ >> input & 1) != 0; }

 private:
  std::uint64_t bits_ = 0;
};

class Node {
 public:
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  virtual std::string_view op() const = 0;  // "tanh"; "leaf" for a node without inputs
  std::uint64_t id() const { return id_; }
  const Tensor& value() const { return value_; }
  std::span<const NodePtr> inputs() const { return {inputs_, input_count_}; }
  std::string_view label() const { return label_.text(); }
  SourceLocation where() const { return where_; }
  bool is_leaf() const { return input_count_ == 0; }
  bool requires_gradient() const { return requires_gradient_; }
  // True once a pass has used the saved values up.
  bool consumed() const { return consumed_; }
  // The call of a module in which the node was made, if somebody watches that module.
  const std::shared_ptr<CallRegion>& region() const { return region_; }

  // "#17 tanh "h3"": for errors with the id, for listings with the number that they count.
  std::string text() const { return text(id_); }
  std::string text(std::uint64_t number) const;
  // "y = tanh x; dx = (1 - y²) dy": what the op computes and what its rule does. Empty for a leaf,
  // and for an op that does not say.
  virtual std::string_view formula() const { return {}; }
  // What the op keeps for its rule, in the order in which its struct declares it. Empty once it has
  // been released.
  virtual std::vector<Tensor> saved() const { return {}; }
  std::size_t saved_bytes() const;

  // --- What only the engine calls. ---

  // The rule: gradients of the inputs from the gradient of the value, one per input.
  virtual void backward(const Tensor& upstream, Wanted wanted, std::span<Gradient> to_inputs) = 0;
  // True when an input may have been stretched, so that its gradient is to be summed back.
  virtual bool broadcasts() const { return false; }
  // Drops the saved values.
  virtual void release_saved() { consumed_ = true; }
  // Whether the rule is also there in terms of ops, and that rule: variables in place of tensors.
  // What a recorded pass runs instead of `backward`.
  virtual bool twice_differentiable() const { return false; }
  virtual void backward_in_ops(const Variable& upstream, std::span<RecordedGradient> to_inputs);
  // Whether an input's value is another than the one this was computed from; see NOTE: versions.
  bool inputs_written() const { return inputs_version() != version_; }
  // A leaf: whether its value was ever written.
  bool written() const { return is_leaf() && version_ != 0; }

  // What most nodes do without, allocated when first needed.
  struct Attachments {
    HookList<GradientHook> hooks;
    Tensor gradient;  // of a leaf: summed over passes; of another node: of the last pass, if kept
    bool keep_gradient = false;
    std::int64_t fresh_copies = 0;
  };
  Attachments* attachments() const { return attachments_.get(); }
  Attachments& attach();
  void set_label(Label label) { label_ = label; }
  void set_requires_gradient(bool required) { requires_gradient_ = required; }
  void replace_value(Tensor value) {
    value_ = std::move(value);
    ++version_;
  }
  // The value of a leaf, to be written in place if nobody else holds it, or else in a fresh copy,
  // which is counted.
  Tensor& value_for_update();
  // Shows the gradient of a pass to the hooks, and keeps it if keep_gradient() asked for that.
  void announce(const Tensor& gradient);

  static void* operator new(std::size_t bytes) { return pool_allocate(bytes); }
  static void operator delete(void* block, std::size_t bytes) { pool_release(block, bytes); }

 protected:
  Node(Tensor&& value, SourceLocation where);
  virtual ~Node();

  // Called once by the subclass that holds the inputs.
  void set_inputs(NodePtr* inputs, std::size_t count);

 private:
  friend class NodePtr;
  friend struct Reachable;
  static void destroy(Node* node) noexcept;
  void take_id(std::uint64_t highest_input);
  std::uint32_t inputs_version() const;

  // Of a walk over the graph, while it finds its nodes: no walk has the number of another, so what
  // is left here by one that is over means nothing to the next.
  struct Mark {
    std::uint64_t walk = 0;
    std::int32_t place = 0;
  };

  // What a pass reads of every node comes first, in one cache line.
  Tensor value_;
  NodePtr* inputs_ = nullptr;
  std::uint32_t input_count_ = 0;
  std::uint32_t references_ = 0;
  std::uint64_t id_ = 0;
  std::unique_ptr<Attachments> attachments_;
  Mark mark_;
  bool requires_gradient_ = false;
  bool consumed_ = false;
  std::uint32_t version_ = 0;
  Label label_;
  std::shared_ptr<CallRegion> region_;
  SourceLocation where_;
  Node* next_dead_ = nullptr;
};

inline NodePtr::NodePtr(Node* node) : node_(node) {
  if (node_ != nullptr) ++node_->references_;
}

inline NodePtr::~NodePtr() {
  if (node_ != nullptr && --node_->references_ == 0) Node::destroy(node_);
}

// A node without history: data, a parameter, or a result that needs no gradient.
class Leaf final : public Node {
 public:
  Leaf(Tensor&& value, SourceLocation where) : Node(std::move(value), where) {}
  std::string_view op() const override { return "leaf"; }
  void backward(const Tensor&, Wanted, std::span<Gradient>) override {}
  void release_saved() override {}
};

// While one lives, the nodes this thread makes carry its label and region: a call of a module opens
// one.
class NodeScope {
 public:
  explicit NodeScope(Label label, std::shared_ptr<CallRegion> region = {});
  NodeScope(const NodeScope&) = delete;
  NodeScope& operator=(const NodeScope&) = delete;
  ~NodeScope();

  static const NodeScope* innermost();  // null outside of all
  Label label() const { return label_; }
  const std::shared_ptr<CallRegion>& region() const { return region_; }

 private:
  Label label_;
  std::shared_ptr<CallRegion> region_;
  const NodeScope* outer_;
};

// Number of nodes alive in the process' current thread: what leak tests count.
std::int64_t live_nodes();

}  // namespace gradflow

template <>
struct fmt::formatter<gradflow::Node> : gradflow::PlainFormatter {
  template <class Context>
  auto format(const gradflow::Node& node, Context& context) const {
    return put(node.text(), context);
  }
};
