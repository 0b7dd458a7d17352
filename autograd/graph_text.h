#pragma once
// A listing of the graph above a variable, one line a node in the order they were made, renumbered
// from 1, so that two listings compare: number, op, label, shape, type, the numbers of its inputs,
// and where it was made.

#include <string>

#include "autograd/variable.h"

namespace gradflow {

std::string graph_text(const Variable& root);

}  // namespace gradflow
