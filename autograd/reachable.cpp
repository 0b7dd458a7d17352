#include "autograd/reachable.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace gradflow {

namespace {

// The pointer decides between nodes of different threads that happen to share an id.
bool lower(const Node* a, const Node* b) {
  return a->id() != b->id() ? a->id() < b->id() : std::less<>()(a, b);
}

std::uint64_t number_of_this_walk() {  // over all threads, since a graph may be handed over
  static std::atomic<std::uint64_t> walks{0};
  return walks.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

Reachable::Reachable(const NodePtr& root, Follow follow) {
  const std::uint64_t walk = number_of_this_walk();
  // A heap by id gives the order at once.
  PooledVector<Node*> heap{root.get()};
  root->mark_.walk = walk;
  std::size_t edges = 0;
  while (!heap.empty()) {
    std::ranges::pop_heap(heap, lower);
    Node* node = heap.back();
    heap.pop_back();
    node->mark_.place = static_cast<std::int32_t>(nodes.size());
    nodes.push_back(node);
    edges += node->inputs().size();
    for (const NodePtr& input : node->inputs()) {
      if (follow == Follow::requiring_gradient && !input->requires_gradient()) continue;
      if (std::exchange(input->mark_.walk, walk) == walk) continue;
      heap.push_back(input.get());
      std::ranges::push_heap(heap, lower);
    }
  }
  input_places.reserve(edges);
  for (const Node* node : nodes)
    for (const NodePtr& input : node->inputs())
      input_places.push_back(input->mark_.walk == walk ? input->mark_.place : kAbsent);
}

std::int32_t Reachable::find(const Node* node) const {
  const auto at = std::ranges::lower_bound(
      nodes, node, [](const Node* a, const Node* b) { return lower(b, a); });
  return at != nodes.end() && *at == node ? static_cast<std::int32_t>(at - nodes.begin()) : kAbsent;
}

}  // namespace gradflow
