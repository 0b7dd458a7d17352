#pragma once
// The graph above a variable for Graphviz: `dot -Tsvg`. Numbers are those of graph_text, from 1 in
// the order in which nodes were made, so two dumps of one program are equal. Black arrows are the
// forward pass, red dashed ones the way of the gradients, with their shapes; a box groups the nodes
// whose labels begin alike, "h1" and "h1.weight", as the paths of modules do.

#include <string>

#include "autograd/variable.h"

namespace gradflow {

std::string graph_dot(const Variable& root);

}  // namespace gradflow
