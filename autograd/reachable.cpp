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

void push(PooledVector<Node*>& heap, Node* node) {
  heap.push_back(node);
  std::ranges::push_heap(heap, lower);
}

Node* pop(PooledVector<Node*>& heap) {
  std::ranges::pop_heap(heap, lower);
  Node* highest = heap.back();
  heap.pop_back();
  return highest;
}

std::uint64_t number_of_this_walk() {  // over all threads, since a graph may be handed over
  static std::atomic<std::uint64_t> walks{0};
  return walks.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

Reachable::Reachable(const NodePtr& root, Follow follow) {
  const std::uint64_t walk = number_of_this_walk();
  // The found node of highest id comes next; the others wait in a heap. Mostly the next one is an
  // input of the last, and the heap is left alone.
  PooledVector<Node*> waiting;
  std::size_t edges = 0;
  root->mark_.walk = walk;
  for (Node* next = root.get(); next != nullptr;) {
    Node* node = std::exchange(next, nullptr);
    node->mark_.place = static_cast<std::int32_t>(nodes.size());
    nodes.push_back(node);
    edges += node->inputs().size();
    for (const NodePtr& input : node->inputs()) {
      if (follow == Follow::requiring_gradient && !input->requires_gradient()) continue;
      if (std::exchange(input->mark_.walk, walk) == walk) continue;
      Node* found = input.get();
      if (next == nullptr || lower(next, found)) std::swap(next, found);
      if (found != nullptr) push(waiting, found);
    }
    if (waiting.empty() || (next != nullptr && lower(waiting.front(), next))) continue;
    if (next != nullptr) push(waiting, next);
    next = pop(waiting);
  }
  input_places.resize(edges, kAbsent);
  uses.resize(nodes.size());
  std::int32_t* place = input_places.data();
  for (const Node* node : nodes) {
    for (const NodePtr& input : node->inputs()) {
      if (input->mark_.walk == walk) {
        *place = input->mark_.place;
        ++uses[static_cast<std::size_t>(*place)];
      }
      ++place;
    }
  }
}

std::int32_t Reachable::find(const Node* node) const {
  const auto at = std::ranges::lower_bound(
      nodes, node, [](const Node* a, const Node* b) { return lower(b, a); });
  return at != nodes.end() && *at == node ? static_cast<std::int32_t>(at - nodes.begin()) : kAbsent;
}

}  // namespace gradflow
