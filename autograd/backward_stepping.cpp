// What a person who steps through a backward pass asks of it: one step with its story, where it
// stands, what waits, and how to get to a label.

#include "autograd/region_state.h"
#include "tensor/error.h"

namespace gradflow {

std::optional<Step> BackwardPass::next() {
  Step step;
  if (!advance(&step)) return std::nullopt;
  return step;
}

std::size_t BackwardPass::next_interior() const {
  std::size_t i = cursor_;
  while (i < slots_.size() && !has_turn(slots_[i])) ++i;
  return i;
}

const Node* BackwardPass::peek() const {
  const std::size_t i = next_interior();
  return i < slots_.size() && !failed_ ? slots_[i].node : nullptr;
}

void BackwardPass::run_to(std::string_view label) {
  const bool standing = next_interior() == stopped_at_;
  const std::size_t first = next_interior() + (standing ? 1 : 0);
  bool left = false;
  for (std::size_t i = first; i < slots_.size() && !left; ++i)
    left = !slots_[i].node->is_leaf() && slots_[i].wanted && slots_[i].node->label() == label;
  require(left, "run_to: no node labelled \"{}\" is left in this pass", label);
  if (standing) advance();
  while (peek() != nullptr && peek()->label() != label) advance();
  require(peek() != nullptr,
          "run_to: no gradient reached the nodes labelled \"{}\"; the pass ended", label);
  stopped_at_ = next_interior();
}

std::vector<BackwardPass::Pending> BackwardPass::pending() const {
  std::vector<Pending> waiting;
  for (const Slot& slot : slots_)
    if (!slot.gradient.empty())
      waiting.push_back({NodePtr(slot.node), slot.gradient.shape(), slot.gradient.tensor()});
  return waiting;
}

void BackwardPass::tell(Node& node, const Tensor& upstream, Step& record) {
  record = {NodePtr(&node), number_of(node), upstream, {}};
}

void BackwardPass::tell_sent(const NodePtr& to, Gradient& gradient, Step& record) {
  record.sent.push_back(
      {to, number_of(*to), gradient.shape(), gradient.formed() ? gradient.form() : Tensor()});
}

int BackwardPass::number_of(const Node& node) {
  if (!numbering_) numbering_ = std::make_unique<Reachable>(root_, Follow::all);
  return numbering_->number(&node);
}

}  // namespace gradflow
