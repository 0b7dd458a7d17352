#pragma once
// The nodes above a root, in backward order, and the place of each in it. The one walk over a
// graph: the backward pass and the graph listing are made from it. Nothing is marked on the nodes,
// so walks may nest.

#include <cstdint>
#include <vector>

#include "autograd/node.h"

namespace gradflow {

// From a node to a number: open addressing, since a pass looks up every edge twice.
class NodeTable {
 public:
  static constexpr std::int32_t kAbsent = -1;

  // The number of `node`, to be read or written; kAbsent for a node seen for the first time.
  std::int32_t& operator[](const Node* node);
  std::int32_t find(const Node* node) const;  // kAbsent when it is not there

 private:
  struct Entry {
    const Node* node = nullptr;
    std::int32_t number = kAbsent;
  };
  std::size_t slot_of(const Node* node) const;
  void grow();

  std::vector<Entry> entries_;
  std::size_t used_ = 0;
};

enum class Follow : bool { all, requiring_gradient };

struct Reachable {
  std::vector<Node*> nodes;  // by descending id: every user before what it uses
  NodeTable position;        // of a node in `nodes`

  Reachable(const NodePtr& root, Follow follow);
};

}  // namespace gradflow
