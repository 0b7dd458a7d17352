#pragma once
// What one step of a backward pass did: the node, the gradient that came in, what its rule sent on.
// Holds shares and handles, no copies, so it can be kept.

#include <string>
#include <string_view>
#include <vector>

#include "autograd/node.h"
#include "tensor/plain_formatter.h"

namespace gradflow {

struct Sent {
  NodePtr to;
  int number = 0;  // of the node, as in graph_text
  Shape shape;
  Tensor gradient;  // undefined when the contribution was left unformed for the leaf's sink
};

struct Step {
  NodePtr node;
  int number = 0;  // of the node, as in graph_text: 1 is the first node that was made
  Tensor upstream;
  std::vector<Sent> sent;

  std::string_view op() const { return node->op(); }
  std::string_view label() const { return node->label(); }
};

// "#17 tanh "h3"  upstream [10, 1000] rms 0.00021  → #16 rms 0.00018".
std::string to_string(const Step& step);

}  // namespace gradflow

template <>
struct fmt::formatter<gradflow::Step> : gradflow::PlainFormatter {
  template <class Context>
  auto format(const gradflow::Step& step, Context& context) const {
    return put(gradflow::to_string(step), context);
  }
};
