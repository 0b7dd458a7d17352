// How a backward pass serves those who watch a module's backward: it collects the gradients at the
// borders of the call and reports when the call's lowest reachable node is done.

#include <algorithm>
#include <unordered_map>

#include "autograd/region_state.h"
#include "tensor/arithmetic.h"

namespace gradflow {

void BackwardPass::find_regions() {
  std::unordered_map<const CallRegion*, std::size_t> places;
  for (const Slot& slot : slots_) {
    const Node* node = slot.node;
    if (node->is_leaf() || !slot.wanted) continue;  // its turn never comes
    for (auto region = node->region(); region; region = region->parent()) {
      if (!region->watched()) continue;
      if (const auto known = places.find(region.get()); known != places.end()) {
        regions_[known->second].lowest = node;  // nodes come by descending id
      } else {
        places.emplace(region.get(), regions_.size());
        regions_.push_back({region, node, std::vector<Tensor>(region->outputs().size()),
                            std::vector<Tensor>(region->inputs().size())});
      }
    }
  }
  std::ranges::sort(regions_, {}, &RegionState::address);
}

BackwardPass::RegionState* BackwardPass::state_of(const CallRegion* region) {
  const auto found = std::ranges::lower_bound(regions_, region, {}, &RegionState::address);
  return found != regions_.end() && found->address() == region ? &*found : nullptr;
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
        if (gradient.slice_part() == nullptr || !sum.defined()) gradient.form();
        if (!sum.defined()) {
          sum = gradient.tensor();
          continue;
        }
        if (!sum.sole_owner()) sum = sum.clone();
        gradient.add_to(sum);
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
