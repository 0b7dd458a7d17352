#include "nn/optim/optimizer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "autograd/backward.h"
#include "tensor/error.h"

namespace gradflow::optim {

Optimizer::Optimizer(std::string_view name, nn::Module& module, double learning_rate)
    : name_(name) {
  set_learning_rate(learning_rate);
  for (auto& [path, parameter] : module.named_parameters()) {
    index_of_[&parameter->node()] = parameters_.size();
    parameters_.push_back(*parameter);
    paths_.push_back(std::move(path));
  }
  require(!parameters_.empty(), "{}: the module \"{}\" has no parameters", name, module.path());
}

void Optimizer::set_learning_rate(double learning_rate) {
  require(std::isfinite(learning_rate) && learning_rate >= 0,
          "{}: the learning rate is {}; it must be finite and not negative", name_, learning_rate);
  learning_rate_ = learning_rate;
}

void Optimizer::step() {
  for (std::size_t i = 0; i < size(); ++i) update_from_leaf(i);
}

bool Optimizer::update_from_leaf(std::size_t index) {
  Variable& leaf = parameter(index);
  if (!leaf.has_gradient()) return false;
  const Gradient gradient(leaf.gradient());
  leaf.clear_gradient();
  if (!leaf.requires_gradient()) return false;  // frozen since
  update(index, gradient);
  return true;
}

void Optimizer::backward(const Variable& loss) {
  UpdatingSink sink(*this);
  gradflow::backward(loss, sink);
}

void Optimizer::clear_gradients() {
  for (Variable& parameter : parameters_) parameter.clear_gradient();
}

void UpdatingSink::settle(Variable leaf, Gradient gradient) {
  const auto found = optimizer_.index_of_.find(&leaf.node());
  const bool ours = found != optimizer_.index_of_.end();
  if (!ours || leaf.has_gradient()) {  // an earlier pass's gradient is part of this update
    accumulate_.settle(leaf, std::move(gradient));
    if (ours && optimizer_.update_from_leaf(found->second)) ++updated_;
    return;
  }
  optimizer_.update(found->second, gradient);
  ++updated_;
}

// What earlier passes left on parameters that this one did not reach.
void UpdatingSink::finish() { optimizer_.step(); }

std::string UpdatingSink::state_after_error() const {
  if (updated_ == 0) return "";
  const auto trained = std::ranges::count_if(
      optimizer_.parameters_, [](const Variable& p) { return p.requires_gradient(); });
  if (updated_ == trained) return fmt::format("; all {} parameters were already updated", trained);
  return fmt::format("; the parameters stand between two steps: {} of {} were updated", updated_,
                     trained);
}

}  // namespace gradflow::optim
