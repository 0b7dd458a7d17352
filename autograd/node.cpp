#include "autograd/node.h"

#include <fmt/core.h>

#include <algorithm>

#include "autograd/region.h"
#include "autograd/variable.h"

namespace gradflow {

namespace {

constinit thread_local std::uint64_t last_id = 0;
constinit thread_local std::int64_t alive = 0;
constinit thread_local const NodeScope* innermost_scope = nullptr;

}  // namespace

std::int64_t live_nodes() { return alive; }

NodeScope::NodeScope(Label label, std::shared_ptr<CallRegion> region)
    : label_(label), region_(std::move(region)), outer_(innermost_scope) {
  innermost_scope = this;
}

NodeScope::~NodeScope() { innermost_scope = outer_; }

const NodeScope* NodeScope::innermost() { return innermost_scope; }

Node::Node(Tensor&& value, SourceLocation where) : value_(std::move(value)), where_(where) {
  ++alive;
  take_id(0);
  if (innermost_scope == nullptr) return;
  label_ = innermost_scope->label();
  region_ = innermost_scope->region();
}

Node::~Node() { --alive; }

void Node::take_id(std::uint64_t highest_input) {
  id_ = last_id = std::max(last_id, highest_input) + 1;
}

void Node::set_inputs(NodePtr* inputs, std::size_t count) {
  inputs_ = inputs;
  input_count_ = static_cast<std::uint32_t>(count);
  std::uint64_t highest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    highest = std::max(highest, inputs[i]->id_);
    version_ += inputs[i]->version_;
  }
  if (highest >= id_) take_id(highest);  // an input was made on a thread that has counted further
}

std::string Node::text(std::uint64_t number) const {
  return label().empty() ? fmt::format("#{} {}", number, op())
                         : fmt::format("#{} {} \"{}\"", number, op(), label());
}

std::size_t Node::saved_bytes() const {
  std::size_t bytes = 0;
  for (const Tensor& tensor : saved()) bytes += tensor.bytes();
  return bytes;
}

Node::Attachments& Node::attach() {
  if (!attachments_) attachments_ = std::make_unique<Attachments>();
  return *attachments_;
}

void Node::backward_in_ops(const Variable&, std::span<RecordedGradient>) {}

std::uint32_t Node::inputs_version() const {
  std::uint32_t sum = 0;
  for (const NodePtr& input : inputs()) sum += input->version_;
  return sum;
}

void Node::announce(const Tensor& gradient) {
  if (!attachments_) return;
  if (attachments_->keep_gradient && !is_leaf()) attachments_->gradient = gradient;
  attachments_->hooks.fire([&](GradientHook& hook) { hook.see(*this, gradient); });
}

Tensor& Node::value_for_update() {
  ++version_;
  if (!value_.sole_owner()) {
    value_ = value_.clone();
    ++attach().fresh_copies;
  }
  return value_;
}

// Deleting a node drops its shares in its inputs, which may bring them here in turn: they wait in a
// list instead of on the stack.
void Node::destroy(Node* node) noexcept {
  constinit thread_local static Node* dead = nullptr;
  constinit thread_local static bool draining = false;
  node->next_dead_ = dead;
  dead = node;
  if (draining) return;
  draining = true;
  while (dead != nullptr) {
    Node* next = std::exchange(dead, dead->next_dead_);
    delete next;
  }
  draining = false;
}

}  // namespace gradflow
