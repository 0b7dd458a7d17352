#include "autograd/variable.h"

#include "autograd/grad_mode.h"
#include "tensor/error.h"

namespace gradflow {

Variable::Variable(Tensor value, SourceLocation where) {
  require_defined(value, "Variable", "value");
  node_ = NodePtr(new Leaf(std::move(value), CallSiteScope::or_else(where)));
}

Variable::Variable(Tensor value, RequiresGradient required, std::string_view label,
                   SourceLocation where)
    : Variable(std::move(value), where) {
  if (!label.empty()) set_label(label);
  if (required == RequiresGradient::no) return;
  require<TypeError>(
      is_floating(dtype()),
      "Variable: a leaf of {} {} cannot require a gradient; only float32 and float64 can", shape(),
      dtype());
  node_->set_requires_gradient(true);
}

Variable& Variable::set_label(std::string_view label) {
  node().set_label(Label(label));
  return *this;
}

bool Variable::has_gradient() const {
  const Node::Attachments* attached = node().attachments();
  return attached != nullptr && attached->gradient.defined();
}

const Tensor& Variable::gradient() const {
  if (has_gradient()) return node_->attachments()->gradient;
  const Node& n = node();
  require<GraphError>(n.requires_gradient(), "gradient: {} requires no gradient{}", n,
                      n.is_leaf() ? "; make it with RequiresGradient::yes" : "");
  require<GraphError>(
      n.is_leaf() || (n.attachments() != nullptr && n.attachments()->keep_gradient),
      "gradient: that of {} was not kept; call keep_gradient() on it before the pass, or watch it "
      "with on_gradient",
      n);
  throw GraphError(fmt::format("gradient: {} has none yet; run backward first", n));
}

void Variable::clear_gradient() {
  if (has_gradient()) node_->attachments()->gradient = Tensor();
}

void Variable::keep_gradient() { node().attach().keep_gradient = true; }

Variable Variable::detach(SourceLocation where) const {
  Variable detached(value(), where);
  detached.node_->set_label(Label());
  return detached;
}

std::int64_t Variable::fresh_copies() const {
  const Node::Attachments* attached = node().attachments();
  return attached == nullptr ? 0 : attached->fresh_copies;
}

void Variable::refuse_undefined() {
  throw ArgumentError("Variable: this one holds nothing; it was default-constructed or moved from");
}

HookHandle Variable::add_hook(std::shared_ptr<GradientHook> hook) const {
  require<GraphError>(node().requires_gradient(),
                      "on_gradient: {} requires no gradient, so its hook would never fire", *node_);
  return node_->attach().hooks.add(std::move(hook));
}

void Variable::check_updatable() const {
  require<GraphError>(node().is_leaf(),
                      "update: {} is computed, only a leaf's value can be written", node());
  require(node().value().defined(),
          "update: the leaf \"{}\" has had no value since an update left it without one; make "
          "another",
          node().label());
}

void Variable::check_updated(const Shape& shape, DType dtype) const {
  const Tensor& now = node().value();
  require(now.defined(), "update: the function left the leaf \"{}\" without a value",
          node().label());
  require<ShapeError>(now.shape() == shape, "update: the function left {} as {}; it was {}", node(),
                      now.shape(), shape);
  require<TypeError>(now.dtype() == dtype, "update: the function left {} as {}; it was {}", node(),
                     now.dtype(), dtype);
}

Variable Variable::passed_on() const { return gradients_recorded() ? *this : detach(); }

Tensor& Variable::value_for_update() {
  check_updatable();
  return node_->value_for_update();
}

void Variable::update(const Gradient& gradient, double alpha, double beta) {
  check_updatable();
  require(!gradient.empty(), "update: the gradient of {} is empty", node());
  gradient.update_leaf(*node_, alpha, beta);
}

}  // namespace gradflow
