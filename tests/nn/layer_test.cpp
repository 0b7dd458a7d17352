// Layers of other signatures: what hooks see of inputs and outputs that are not single variables.

#include "nn/layer.h"

#include <gtest/gtest.h>

#include <array>
#include <tuple>
#include <utility>
#include <vector>

#include "autograd/ops.h"

namespace gradflow::nn {
namespace {

// Splits x in two, and says how many there are.
class Split final : public Layer<std::tuple<Variable, int, Variable>(Variable)> {
 public:
  void visit(Visitor&) override {}

 protected:
  std::tuple<Variable, int, Variable> forward(const Variable& x) override {
    return {slice(x, 0, 0, 1), 2, slice(x, 0, 1, 2)};
  }
};

class AddAll final : public Layer<Variable(std::pair<Variable, int>, std::array<Variable, 2>,
                                           std::vector<Variable>, double)> {
 public:
  void visit(Visitor&) override {}

 protected:
  Variable forward(const std::pair<Variable, int>& a, const std::array<Variable, 2>& b,
                   const std::vector<Variable>& c, const double& factor) override {
    return (a.first + b[0] + b[1] + c[0]) * factor;
  }
};

TEST(Layer, ShowsItsHooksTheVariablesOfATuple) {
  Split split;
  std::size_t inputs = 0, outputs = 0;
  const HookHandle handle = split.on_forward([&](const Module&, auto in, auto out) {
    inputs = in.size();
    outputs = out.size();
  });
  split(Variable(Tensor::ones({2, 3})));
  EXPECT_EQ(inputs, 1U);
  EXPECT_EQ(outputs, 2U);
}

TEST(Layer, ShowsItsHooksTheVariablesOfPairsArraysAndVectors) {
  AddAll add;
  std::size_t inputs = 0;
  const HookHandle handle =
      add.on_forward([&](const Module&, auto in, auto) { inputs = in.size(); });
  const Variable one(Tensor::ones({2}));
  const Variable sum = add({one, 7}, {one, one}, {one}, 0.5);
  EXPECT_EQ(inputs, 4U);
  EXPECT_EQ(sum.value().at({0}), 2);
}

}  // namespace
}  // namespace gradflow::nn
