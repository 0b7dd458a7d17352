// The smallest backward pass: y = tanh(x w), and dy/dw. The tutorial in autograd/README.md is about
// this program.

#include <fmt/core.h>

#include "autograd/backward.h"
#include "autograd/explain.h"
#include "autograd/graph_text.h"
#include "autograd/ops.h"
#include "tensor/format.h"

using namespace gradflow;

int main() {
  const Variable x(Tensor::from({1, 2}, {1, 2}));
  const Variable w(Tensor::from({2, 1}, {0.3, -0.1}), RequiresGradient::yes, "w");
  const Variable y = tanh(matmul(x, w));

  fmt::print("{}", graph_text(y));
  BackwardPass pass(y);
  while (const Node* node = pass.peek()) {
    fmt::print("\n{}", explain(*node));
    fmt::print("-> {}\n", *pass.next());
  }
  fmt::print("\ndy/dw: {}\n", w.gradient());
}
