#pragma once
// What a pass asks of a graph before it runs, and what it says when the answer is no. `pass` names
// the function that the user called.

#include <string_view>

#include "autograd/node.h"
#include "autograd/variable.h"
#include "tensor/tensor.h"

namespace gradflow::detail {

// GraphError for a root that needs no gradient.
void check_root(const Node& root, std::string_view pass);

// The gradient of the root: the seed, or 1 when there is none and the root has one element.
// ShapeError or TypeError when they do not fit.
Tensor seed_of(const Node& root, Tensor seed, std::string_view pass);

// GraphError for an input, of which the user wants the gradient, that requires none.
void check_target(const Variable& target, std::string_view pass);

[[noreturn]] void refuse_consumed(const Node& node, std::string_view pass);

// GraphError for a node whose saved values were used up.
inline void check_consumed(const Node& node, std::string_view pass) {
  if (node.consumed()) [[unlikely]]
    refuse_consumed(node, pass);
}

}  // namespace gradflow::detail
