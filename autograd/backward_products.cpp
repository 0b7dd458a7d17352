// How a backward pass forms two products over one matrix in one walk: see NOTE: products that meet
// in a matrix, in autograd/gradient.h.

#include <utility>

#include "autograd/backward.h"

namespace gradflow {

// The leaf goes to its sink before the rest is sent, if this node is its last user and nobody wants
// to see its gradient.
void BackwardPass::settle_with_waiting(const Slot& slot, std::span<Gradient> sent) {
  const std::span<const NodePtr> inputs = slot.node->inputs();
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (sent[i].empty() || sent[i].formed() || !wants(slot.inputs[i])) continue;
    if (!inputs[i]->is_leaf() || !sent[i].fits(inputs[i]->value())) continue;
    const Slot& leaf = slot_at(slot.inputs[i]);
    const Node::Attachments* attached = leaf.node->attachments();
    if (leaf.uses != 1 || !leaf.gradient.empty() ||
        (attached != nullptr && attached->hooks.active()) ||
        (!regions_.empty() && is_noted(*slot.node, *leaf.node)))
      continue;
    for (std::size_t j = 0; j < sent.size(); ++j) {
      if (inputs[j]->is_leaf() || !sent[i].meets(sent[j], leaf.node->value())) continue;
      slot.node->release_saved();
      {
        const Meeting meeting(sent[i], sent[j]);
        options_.sink->settle(Variable(inputs[i]), std::exchange(sent[i], Gradient()));
      }
      sent[j].form();
      break;
    }
  }
}

}  // namespace gradflow
