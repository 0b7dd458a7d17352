#include "autograd/reachable.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace gradflow {

namespace {

constexpr std::int32_t kWaiting = -2;  // in the heap, not yet in its place

}  // namespace

std::size_t NodeTable::slot_of(const Node* node) const {
  // Nodes are 64 bytes apart at least; the multiplier spreads the rest over the high bits.
  const std::uint64_t hash = (reinterpret_cast<std::uintptr_t>(node) >> 6) * 0x9E3779B97F4A7C15ULL;
  const std::size_t mask = entries_.size() - 1;
  std::size_t slot = static_cast<std::size_t>(hash >> (64 - std::bit_width(mask)));
  while (entries_[slot].node != nullptr && entries_[slot].node != node) slot = (slot + 1) & mask;
  return slot;
}

std::int32_t& NodeTable::operator[](const Node* node) {
  if (2 * (used_ + 1) > entries_.size()) grow();
  Entry& entry = entries_[slot_of(node)];
  if (entry.node == nullptr) {
    entry.node = node;
    ++used_;
  }
  return entry.number;
}

std::int32_t NodeTable::find(const Node* node) const {
  if (entries_.empty()) return kAbsent;
  return entries_[slot_of(node)].number;
}

void NodeTable::grow() {
  const std::vector<Entry> old =
      std::exchange(entries_, std::vector<Entry>(std::max<std::size_t>(64, 2 * entries_.size())));
  for (const Entry& entry : old)
    if (entry.node != nullptr) entries_[slot_of(entry.node)] = entry;
}

Reachable::Reachable(const NodePtr& root, Follow follow) {
  // A heap by id gives the order at once; the pointer decides between nodes of different threads
  // that happen to share an id.
  const auto lower = [](const Node* a, const Node* b) {
    return std::pair(a->id(), a) < std::pair(b->id(), b);
  };
  std::vector<Node*> heap{root.get()};
  position[root.get()] = kWaiting;
  while (!heap.empty()) {
    std::ranges::pop_heap(heap, lower);
    Node* node = heap.back();
    heap.pop_back();
    position[node] = static_cast<std::int32_t>(nodes.size());
    nodes.push_back(node);
    for (const NodePtr& input : node->inputs()) {
      if (follow == Follow::requiring_gradient && !input->requires_gradient()) continue;
      std::int32_t& place = position[input.get()];
      if (place != NodeTable::kAbsent) continue;
      place = kWaiting;
      heap.push_back(input.get());
      std::ranges::push_heap(heap, lower);
    }
  }
}

}  // namespace gradflow
