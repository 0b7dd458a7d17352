// A backward pass, one node at a time: two layers and a loss on a batch of four. Prints the graph,
// then each step with the gradient that came in and what the rule sent on, then the weights'
// gradients beside a difference quotient. Read it beside autograd/README.md, or run it in a
// debugger: `break gradflow::Tanh::backward` stops in the chain rule of the hidden layer.

#include <fmt/core.h>

#include <cstdlib>

#include "autograd/backward.h"
#include "autograd/graph_text.h"
#include "autograd/ops.h"
#include "tensor/format.h"
#include "tensor/parallel.h"
#include "tensor/random.h"

using namespace gradflow;

namespace {

void heading(std::string_view text) { fmt::print("\n{}\n", text); }

// Two inputs, a hidden layer of three tanh units, two classes.
struct TwoLayers {
  Variable w1, b1, w2, b2;

  explicit TwoLayers(Rng& rng)
      : w1(rng.uniform({3, 2}, -1, 1), RequiresGradient::yes, "h1.weight"),
        b1(Tensor::zeros({3}), RequiresGradient::yes, "h1.bias"),
        w2(rng.uniform({2, 3}, -1, 1), RequiresGradient::yes, "output.weight"),
        b2(Tensor::zeros({2}), RequiresGradient::yes, "output.bias") {}

  Variable loss(const Variable& x, const Tensor& labels) const {
    Variable s1 = linear(x, w1, b1).set_label("s1");
    Variable z1 = tanh(s1).set_label("z1");
    Variable logits = linear(z1, w2, b2).set_label("logits");
    return cross_entropy(logits, labels).set_label("loss");
  }
};

// (C(w + ε) - C(w - ε)) / 2ε for one element of the first weight.
double difference_quotient(TwoLayers& net, const Variable& x, const Tensor& labels,
                           double epsilon) {
  const NoGrad no_graph;
  const auto cost_at = [&](double shift) {
    net.w1.update([&](Tensor& w) { w.edit<float>()[0] += static_cast<float>(shift); });
    return net.loss(x, labels).value().item();
  };
  const double above = cost_at(epsilon), below = cost_at(-2 * epsilon);
  cost_at(epsilon);
  return (above - below) / (2 * epsilon);
}

}  // namespace

int main() {
  set_threads(1);
  Rng rng(2010);
  Variable x(Tensor::from({4, 2}, {0.5, -1.0, 1.5, 0.2, -0.3, 0.8, -1.2, -0.4}));
  x.set_label("x");
  const Tensor labels = Tensor::from({4}, {0, 1, 1, 0}, DType::int32);
  TwoLayers net(rng);

  const Variable loss = net.loss(x, labels);
  heading("The graph, as the program built it:");
  fmt::print("{}", graph_text(loss));
  fmt::print("\nloss = {:.6f}\n", loss.value().item());

  heading(
      "The pass, the same program read upwards. A step takes the gradient of a node's value and\n"
      "sends one to each of its inputs; what goes to a weight stays an unformed product until\n"
      "the weight's last user has gone.");
  BackwardPass pass(loss);
  while (auto step = pass.next()) {
    fmt::print("\n{}\n", *step);
    fmt::print("  upstream {}\n", step->upstream);
    for (const auto& [node, shape, formed] : pass.pending())
      fmt::print("  waiting: {} {}{}\n", node->text(), shape, formed ? "" : ", unformed");
  }

  heading("What the leaves received:");
  for (const Variable& leaf : {net.w1, net.b1, net.w2, net.b2})
    fmt::print("{} {}\n", leaf.label(), leaf.gradient());

  heading("The first of them, checked:");
  fmt::print("  from the pass            {:+.6f}\n", net.w1.gradient().at({0, 0}));
  fmt::print("  difference quotient      {:+.6f}\n", difference_quotient(net, x, labels, 1e-2));
  return EXIT_SUCCESS;
}
