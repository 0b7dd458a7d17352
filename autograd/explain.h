#pragma once
// What a node's rule will do, in words and symbols, for a person who stands before it:
//
//   #8 tanh "z1", made at main.cpp:36
//     y = tanh x; dx = (1 - y²) dy
//     y: [4, 3] float32  mean 0.03  rms 0.51  min -0.82  max 0.7
//     takes the gradient of y, [4, 3], and sends
//       input 0, #7 linear "s1": a gradient of [4, 3]
//     keeps for it: [4, 3] float32; 48 bytes

#include <string>

#include "autograd/variable.h"

namespace gradflow {

std::string explain(const Node& node);
inline std::string explain(const Variable& variable) { return explain(variable.node()); }

}  // namespace gradflow
