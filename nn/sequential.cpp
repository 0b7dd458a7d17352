#include "nn/sequential.h"

#include "tensor/error.h"

namespace gradflow::nn {

void Sequential::check_name(std::string_view name) const {
  require(!name.empty(), "Sequential: the name of child {} is empty", children_.size());
  require(name.find('.') == std::string_view::npos,
          "Sequential: the name \"{}\" holds a dot, which separates the names of a path", name);
  for (const Child& child : children_)
    require(child.name != name, "Sequential: there is already a child \"{}\"", name);
}

void Sequential::append(std::string_view name, std::unique_ptr<Layer<Variable(Variable)>> layer) {
  children_.push_back({std::string(name), std::move(layer)});
  name_child(name, *children_.back().layer);
}

void Sequential::visit(Visitor& visitor) {
  for (const Child& child : children_) visitor.child(child.name, *child.layer);
}

Activation& Sequential::add(std::string_view name, Activation::Function function) {
  return add<Activation>(name, function);
}

Variable Sequential::forward(const Variable& x) {
  const std::size_t count = children_.size();  // a hook may add more, for the next call
  if (count == 0) return x.passed_on();
  Variable y = (*children_[0].layer)(x);
  for (std::size_t i = 1; i < count; ++i) y = (*children_[i].layer)(y);
  return y;
}

}  // namespace gradflow::nn
