#pragma once
// The nodes above a root, in backward order, and the place of each in it. The one walk over a
// graph: the backward pass and the graph listing are made from it.
//
// NOTE: marks
//  While a walk finds its nodes it marks them with its number and their places. No other code runs
//  in between, and no later walk trusts the mark of an earlier one, so walks may nest and
//  alternate; what is needed afterwards is in the Reachable, nothing on the nodes.

#include <cstdint>
#include <span>

#include "autograd/node.h"
#include "tensor/pool.h"

namespace gradflow {

enum class Follow : bool { all, requiring_gradient };

struct Reachable {
  static constexpr std::int32_t kAbsent = -1;

  PooledVector<Node*> nodes;  // by descending id: every user before what it uses
  // For each node in turn, the places of its inputs in `nodes`; kAbsent for one that was not
  // followed.
  PooledVector<std::int32_t> input_places;
  PooledVector<std::int32_t> uses;  // of each node: how often it is an input of the others

  Reachable(const NodePtr& root, Follow follow);

  std::int32_t find(const Node* node) const;  // its place; kAbsent when it is not there
  // Of a node that is there, in listings: 1 is the first that was made.
  int number(const Node* node) const { return static_cast<int>(nodes.size()) - find(node); }
};

}  // namespace gradflow
