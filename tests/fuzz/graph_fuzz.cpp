// Graphs: the input is a program that makes leaves and applies ops to them (graph_program.h). It is
// run forward and backward by one thread, and often by two, three or seven, which must give the
// same bits. In float64 its first and second derivative along a random direction are compared with
// those of finite differences, where it is smooth and of moderate size. When its values are dropped
// no node and no byte is left. How often each was done is told at the end: small tensors have a
// team only where GRADFLOW_SMALL_GRAINS is on, and bytes are counted by the address sanitizer.

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <vector>

#include "autograd/backward.h"
#include "autograd/recorded_pass.h"
#include "tensor/parallel.h"
#include "tests/fuzz/graph_program.h"
#include "tests/fuzz/memory_in_use.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {
namespace {

struct Counts {
  std::int64_t graphs = 0, teams = 0, derivatives = 0, curvatures = 0;

  Counts() = default;
  Counts(const Counts&) = delete;
  Counts& operator=(const Counts&) = delete;
  ~Counts() {
    fmt::print(
        "{} graphs: {} also by a team, {} first and {} second derivatives beside differences\n",
        graphs, teams, derivatives, curvatures);
  }
};

Counts done;

struct Result {
  Tensor value;
  std::vector<Tensor> gradients;  // undefined where the root does not depend on a leaf
};

Result forward_and_backward(Bytes program, DType dtype) {
  const GraphProgram graph(program, dtype, 0);
  const Variable root = graph.root();
  if (root.requires_gradient()) backward(root);
  Result result{root.value(), {}};
  for (const Variable& leaf : graph.leaves())
    result.gradients.push_back(leaf.has_gradient() ? leaf.gradient() : Tensor());
  return result;
}

bool same(const Tensor& a, const Tensor& b) {
  if (a.defined() != b.defined()) return false;
  return !a.defined() || identical(a, b);
}

void expect_the_same_bits_by(int team, Bytes program, DType dtype, const Result& result) {
  set_threads(team);
  const Result other = forward_and_backward(program, dtype);
  set_threads(1);
  done.teams += last_team_size() > 1;
  promise(same(other.value, result.value), "the value does not depend on the threads");
  for (std::size_t i = 0; i < result.gradients.size(); ++i)
    promise(same(other.gradients[i], result.gradients[i]),
            "a gradient does not depend on the threads");
}

double value_at(Bytes program, double shift) {
  return GraphProgram(program, DType::float64, shift).root().value().item();
}

double largest(const Tensor& x) {
  double found = 0;
  for (const double element : x.values<double>()) found = std::max(found, std::abs(element));
  return found;
}

// The sum of all products of elements, and the largest of the given ones, at least 1. Those that
// are undefined are zero.
struct Along {
  double product = 0, size = 1;
  Along(const std::vector<Tensor>& given, const std::vector<Tensor>& direction) {
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (!given[i].defined()) continue;
      for (std::int64_t k = 0; k < given[i].elements(); ++k)
        product += given[i].values<double>()[k] * direction[i].values<double>()[k];
      size = std::max(size, largest(given[i]));
    }
  }
};

// Where two step lengths disagree the differences say nothing.
void expect_the_derivative_of_differences(Bytes program, const GraphProgram& graph,
                                          const Result& result) {
  const Along derivative(result.gradients, graph.directions());
  const auto difference = [&](double h) {
    return (value_at(program, h) - value_at(program, -h)) / (2 * h);
  };
  const double coarse = difference(2e-5), fine = difference(1e-5);
  if (!(std::abs(coarse - fine) <= 1e-6 * derivative.size)) return;
  ++done.derivatives;
  promise(std::abs(derivative.product - fine) <= 1e-4 * derivative.size,
          "the derivative is that of finite differences");
}

void expect_the_curvature_of_differences(Bytes program, const GraphProgram& graph) {
  std::vector<Tensor> products;
  try {
    products = hessian_vector_product(graph.root(), graph.leaves(), graph.directions());
  } catch (const GraphError&) {
    return;  // an op that has no second derivative
  }
  const Along curvature(products, graph.directions());
  const auto difference = [&](double h) {
    return (value_at(program, h) - 2 * value_at(program, 0) + value_at(program, -h)) / (h * h);
  };
  const double coarse = difference(1e-3), fine = difference(5e-4);
  if (!(std::abs(coarse - fine) <= 1e-4 * curvature.size)) return;
  ++done.curvatures;
  promise(std::abs(curvature.product - fine) <= 1e-2 * curvature.size,
          "the second derivative is that of finite differences");
}

}  // namespace

void fuzz(Bytes input) {
  Choices choices(input);
  const DType dtype = choices.below(2) == 0 ? DType::float64 : DType::float32;
  const int team = std::array{1, 2, 3, 7}[static_cast<std::size_t>(choices.below(4))];
  const Bytes program = choices.rest();
  set_threads(1);
  const Result result = forward_and_backward(program, dtype);
  ++done.graphs;
  if (team > 1) expect_the_same_bits_by(team, program, dtype, result);
  {
    const GraphProgram graph(program, DType::float64, 0);
    if (graph.smooth() && graph.moderate()) {
      expect_the_derivative_of_differences(
          program, graph,
          dtype == DType::float64 ? result : forward_and_backward(program, DType::float64));
      expect_the_curvature_of_differences(program, graph);
    }
  }

  const std::int64_t nodes = live_nodes();
  const std::size_t bytes = memory_in_use();
  forward_and_backward(program, dtype);
  promise(live_nodes() == nodes, "no node is left");
  promise(memory_in_use() == bytes, "no byte is left");
}

}  // namespace gradflow::fuzzing
