// A backward pass, one node at a time: two layers and a loss on a batch of four. Prints the graph,
// then each step with the gradient that came in and what the rule sent on, then the weights'
// gradients beside a difference quotient. With --interactive, whoever sits there steps; with
// --dot, the graph for Graphviz. Read it beside autograd/README.md, or run it in a debugger: `break
// gradflow::Tanh::backward` stops in the chain rule of the hidden layer.

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>

#include "autograd/backward.h"
#include "autograd/graph_dot.h"
#include "autograd/graph_text.h"
#include "studies/walkthrough/keyboard.h"
#include "studies/walkthrough/stepper.h"
#include "studies/walkthrough/two_layers.h"
#include "tensor/format.h"

using namespace gradflow;
using namespace walkthrough;

namespace {

void heading(std::string_view text) { fmt::print("\n{}\n", text); }

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

void print_step(const BackwardPass& pass, const Step& step) {
  fmt::print("\n{}\n", step);
  fmt::print("  upstream {}\n", step.upstream);
  for (const auto& [node, shape, gradient] : pass.pending())
    fmt::print("  waiting: {} {}{}\n", node->text(), shape, gradient.defined() ? "" : ", unformed");
}

void step_through(const Variable& loss) {
  fmt::print("A backward pass of two layers and a loss, step by step.\n{}", Stepper::help());
  Keyboard keyboard(Stepper::kKeysWithArgument);
  Stepper stepper(loss);
  for (;;) {
    fmt::print("\n{}", stepper.prompt());
    const std::optional<Command> command = keyboard.read();
    if (!command || command->key == 'q') break;
    fmt::print("{}", stepper.handle(*command));
  }
  fmt::print("\n");
}

// A full disk, say.
int cannot_write(const char* why) {
  fmt::print(stderr, "walkthrough: cannot write to standard output: {}\n", why);
  return EXIT_FAILURE;
}

int finish() {
  return std::fflush(stdout) == 0 ? EXIT_SUCCESS : cannot_write(std::strerror(errno));
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string_view option = argc > 1 ? argv[1] : "";
  if (argc > 2 || (argc == 2 && option != "--interactive" && option != "--dot")) {
    fmt::print(stderr, "walkthrough: '{}' is none of its options, --interactive or --dot\n",
               argv[argc - 1]);
    return EXIT_FAILURE;
  }
  Rng rng(2010);
  Batch batch;
  TwoLayers net(rng);
  const Variable loss = net.loss(batch.x, batch.labels);
  if (option == "--interactive") {
    step_through(loss);
    return finish();
  }
  if (option == "--dot") {
    fmt::print("{}", graph_dot(loss));
    return finish();
  }

  heading("The graph, as the program built it:");
  fmt::print("{}", graph_text(loss));
  fmt::print("\nloss = {:.6f}\n", loss.value().item());

  heading(
      "The pass, the same program read upwards. A step takes the gradient of a node's value and\n"
      "sends one to each of its inputs; what goes to a weight stays an unformed product until\n"
      "the weight's last user has gone.");
  BackwardPass pass(loss);
  while (auto step = pass.next()) print_step(pass, *step);

  heading("What the leaves received:");
  for (const Variable& leaf : {net.w1, net.b1, net.w2, net.b2})
    fmt::print("{} {}\n", leaf.label(), leaf.gradient());

  heading("The first of them, checked:");
  fmt::print("  from the pass            {:+.6f}\n", net.w1.gradient().at({0, 0}));
  fmt::print("  difference quotient      {:+.6f}\n",
             difference_quotient(net, batch.x, batch.labels, 1e-2));
  return finish();
} catch (const std::system_error& error) {
  return cannot_write(error.code().message().c_str());
}
