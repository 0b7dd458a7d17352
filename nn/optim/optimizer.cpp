#include "nn/optim/optimizer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "autograd/backward.h"
#include "tensor/error.h"

namespace gradflow::optim {

Optimizer::Optimizer(std::string_view name, nn::Module& module, const Common& common)
    : name_(name) {
  require_not_negative(common.learning_rate, "learning rate");
  require_not_negative(common.weight_decay, "weight decay");
  for (auto& [path, parameter] : module.named_parameters()) {
    index_of_.emplace_back(&parameter->node(), parameters_.size());
    parameters_.push_back(*parameter);
    paths_.push_back(std::move(path));
  }
  std::ranges::sort(index_of_);
  require(!parameters_.empty(), "{}: the module \"{}\" has no parameters", name, module.path());
  rate_factors_.assign(size(), 1.0);
  weight_decays_.assign(size(), common.weight_decay);
  apply_groups(common.groups);
  set_learning_rate(common.learning_rate);
}

void Optimizer::apply_groups(const std::vector<ParameterGroup>& groups) {
  std::vector<const ParameterGroup*> group_of(size(), nullptr);
  for (const ParameterGroup& group : groups) {
    require(static_cast<bool>(group.holds),
            "{}: the group \"{}\" has no function that says what it holds", name_, group.name);
    require_not_negative(group.options.rate_factor,
                         fmt::format("rate factor of the group \"{}\"", group.name));
    if (group.options.weight_decay)
      require_not_negative(*group.options.weight_decay,
                           fmt::format("weight decay of the group \"{}\"", group.name));
    bool holds_any = false;
    for (std::size_t i = 0; i < size(); ++i) {
      if (!group.holds(paths_[i])) continue;
      require(group_of[i] == nullptr, "{}: \"{}\" is in two groups, \"{}\" and \"{}\"", name_,
              paths_[i], group_of[i] == nullptr ? "" : group_of[i]->name, group.name);
      group_of[i] = &group;
      holds_any = true;
      rate_factors_[i] = group.options.rate_factor;
      weight_decays_[i] = group.options.weight_decay.value_or(weight_decays_[i]);
    }
    require(holds_any, "{}: the group \"{}\" holds no parameter; the first of {} is \"{}\"", name_,
            group.name, size(), paths_[0]);
  }
}

void Optimizer::require_fraction(double number, std::string_view option) const {
  require(number >= 0 && number < 1, "{}: the {} is {}; it must be from 0 to below 1", name_,
          option, number);
}

void Optimizer::require_not_negative(double number, std::string_view option) const {
  require(std::isfinite(number) && number >= 0,
          "{}: the {} is {}; it must be finite and not negative", name_, option, number);
  require(std::isfinite(static_cast<float>(number)), "{}: the {} is {}, beyond float32", name_,
          option, number);
}

void Optimizer::require_positive(double number, std::string_view option) const {
  require(std::isfinite(number) && number > 0, "{}: the {} is {}; it must be finite and above 0",
          name_, option, number);
  const auto rounded = static_cast<float>(number);
  require(std::isfinite(rounded) && rounded > 0, "{}: the {} is {}, beyond float32", name_, option,
          number);
}

void Optimizer::set_learning_rate(double learning_rate) {
  require_not_negative(learning_rate, "learning rate");
  for (std::size_t i = 0; i < rate_factors_.size(); ++i)
    require(std::isfinite(static_cast<float>(learning_rate * rate_factors_[i])),
            "{}: the learning rate of \"{}\" is {} · {}, beyond float32", name_, paths_[i],
            learning_rate, rate_factors_[i]);
  learning_rate_ = learning_rate;
}

std::vector<nn::Named<Tensor>> Optimizer::named_state() {
  std::vector<nn::Named<Tensor>> state;
  for (std::size_t i = 0; i < size(); ++i)
    for (State* kept : states_)
      state.push_back({fmt::format("{}/{}", paths_[i], kept->name_), &kept->tensors_[i]});
  return state;
}

void Optimizer::step() {
  std::int64_t updated = 0;
  try {
    update_from_leaves(updated);
  } catch (...) {
    detail::rethrow_with_state("step", state_after(updated, Rest::waits));
  }
}

void Optimizer::update_from_leaves(std::int64_t& updated) {
  for (std::size_t i = 0; i < size(); ++i)
    if (update_from_leaf(i)) ++updated;
}

bool Optimizer::update_from_leaf(std::size_t index) {
  Variable& leaf = parameter(index);
  if (!leaf.has_gradient()) return false;
  const bool is_trained = leaf.requires_gradient();  // or frozen since
  if (is_trained) {
    Gradient gradient(leaf.gradient());
    update(index, gradient);
  }
  leaf.clear_gradient();
  return is_trained;
}

void Optimizer::backward(const Variable& loss) {
  UpdatingSink sink(*this);
  gradflow::backward(loss, sink);
}

std::optional<std::size_t> Optimizer::find(const Node& node) const {
  const auto found = std::ranges::lower_bound(index_of_, &node, std::ranges::less(),
                                              &std::pair<const Node*, std::size_t>::first);
  if (found == index_of_.end() || found->first != &node) return std::nullopt;
  return found->second;
}

std::string Optimizer::state_after(std::int64_t updated, Rest rest) const {
  if (updated == 0) return "";
  const auto trained =
      std::ranges::count_if(parameters_, [](const Variable& p) { return p.requires_gradient(); });
  if (updated == trained) return fmt::format("; all {} parameters were already updated", trained);
  return fmt::format("; the parameters stand between two steps: {} of {} were updated{}", updated,
                     trained, rest == Rest::waits ? "; step() again updates the rest" : "");
}

void Optimizer::clear_gradients() {
  for (Variable& parameter : parameters_) parameter.clear_gradient();
}

void UpdatingSink::settle(Variable leaf, Gradient gradient) {
  const std::optional<std::size_t> ours = optimizer_.find(leaf.node());
  // An earlier pass's gradient is part of this update; a leaf that a hook has frozen is not
  // updated.
  if (!ours || leaf.has_gradient() || !leaf.requires_gradient()) {
    accumulate_.settle(leaf, std::move(gradient));
    if (ours && optimizer_.update_from_leaf(*ours)) ++updated_;
    return;
  }
  optimizer_.update(*ours, gradient);
  ++updated_;
}

// What earlier passes left on parameters that this one did not reach.
void UpdatingSink::finish() {
  rest_ = Optimizer::Rest::waits;
  optimizer_.update_from_leaves(updated_);
}

std::string UpdatingSink::state_after_error() const {
  return optimizer_.state_after(updated_, rest_);
}

}  // namespace gradflow::optim
