// How a backward pass serves those who watch a module's backward: it collects the gradients at the
// borders of the call and reports when the call's lowest reachable node is done.

#include <algorithm>

#include "autograd/region_state.h"
#include "tensor/arithmetic.h"

namespace gradflow {

void BackwardPass::find_regions() {
  for (const Slot& slot : slots_) {
    const Node* node = slot.node;
    if (node->is_leaf() || !slot.wanted) continue;  // its turn never comes
    for (auto region = node->region(); region; region = region->parent()) {
      if (RegionState* known = state_of(region.get())) {
        known->lowest = node;  // nodes come by descending id
      } else if (region->watched()) {
        regions_.push_back({region, node, std::vector<Tensor>(region->outputs().size()),
                            std::vector<Tensor>(region->inputs().size())});
      }
    }
  }
}

BackwardPass::RegionState* BackwardPass::state_of(const CallRegion* region) {
  for (RegionState& state : regions_)
    if (state.region.get() == region) return &state;
  return nullptr;
}

void BackwardPass::note_output(const Node& node, const Tensor& gradient) {
  for (auto region = node.region(); region; region = region->parent())
    if (RegionState* state = state_of(region.get()))
      for (std::size_t i = 0; i < state->outputs.size(); ++i)
        if (region->outputs()[i] == &node) state->outputs[i] = gradient;
}

void BackwardPass::note_input(const Node& from, const Node& to, Gradient& gradient) {
  for (auto region = from.region(); region; region = region->parent())
    if (RegionState* state = state_of(region.get()))
      for (std::size_t i = 0; i < state->inputs.size(); ++i) {
        if (region->inputs()[i] != &to) continue;
        Tensor& sum = state->inputs[i];
        sum = sum.defined() ? sum + gradient.form() : gradient.form();
      }
}

// Whether somebody who watches a call is told what `from` sends to `to`.
bool BackwardPass::is_noted(const Node& from, const Node& to) {
  for (auto region = from.region(); region; region = region->parent())
    if (state_of(region.get()) != nullptr &&
        std::ranges::find(region->inputs(), &to) != region->inputs().end())
      return true;
  return false;
}

void BackwardPass::finish_regions(const Node& node) {
  for (auto region = node.region(); region; region = region->parent())
    if (RegionState* state = state_of(region.get()); state != nullptr && state->lowest == &node)
      state->region->finished(state->outputs, state->inputs);
}

}  // namespace gradflow
