// Every op beside another library: values and gradients of ops.json, in both element types, to the
// accuracy of the type. make_ops.py says how the file was made, and is run again by the test
// Reference.IsWhatPyTorchGives.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "autograd/backward.h"
#include "tests/reference/reference_case.h"
#include "tests/reference/reference_functions.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/op_structs.h"
#include "tests/support/random_tensors.h"

namespace gradflow::testing {
namespace {

// Ops that have no case, and why.
const std::map<std::string, std::string> kWithoutReference = {
    {"dropout", "its mask is drawn from a generator of our own"},
};

class Reference : public ::testing::TestWithParam<ReferenceCase> {};

// Of a result of a few operations on some ten elements, as all cases are.
double tolerance(const Tensor& expected, DType dtype) {
  const double rounding = dtype == DType::float32 ? 0x1p-23 : 0x1p-52;
  double largest = 1;
  for (const double value : doubles(expected)) largest = std::max(largest, std::abs(value));
  return 8 * rounding * largest;
}

::testing::AssertionResult agrees(const Tensor& actual, const Tensor& expected) {
  return close(actual.to(DType::float64), expected, tolerance(expected, actual.dtype()));
}

TEST_P(Reference, AgreesInValuesAndGradients) {
  const ReferenceCase& one = GetParam();
  const ReferenceFunction function = reference_function(one.function);
  ASSERT_NE(function, nullptr) << "reference_functions.cpp has no line for " << one.function;
  for (const DType dtype : kFloatingTypes) {
    std::vector<Variable> inputs, targets;
    for (std::size_t i = 0; i < one.inputs.size(); ++i) {
      const bool moves = one.gradients[i].has_value();
      const Tensor& x = one.inputs[i];
      inputs.emplace_back(is_floating(x.dtype()) ? x.to(dtype) : x,
                          moves ? RequiresGradient::yes : RequiresGradient::no);
      if (moves) targets.push_back(inputs.back());
    }
    const Variable y = function(inputs, one.parameters);
    EXPECT_TRUE(agrees(y.value(), one.output)) << name(dtype);
    const std::vector<Tensor> found = gradients(y, targets, one.upstream.to(dtype));
    auto next = found.begin();
    for (std::size_t i = 0; i < one.inputs.size(); ++i)
      if (one.gradients[i]) {
        EXPECT_TRUE(agrees(*next++, *one.gradients[i])) << name(dtype) << " input " << i;
      }
  }
}

TEST_P(Reference, RunsTheOpItNames) {
  const ReferenceCase& one = GetParam();
  const ReferenceFunction function = reference_function(one.function);
  ASSERT_NE(function, nullptr);
  std::vector<Variable> inputs;
  for (const Tensor& x : one.inputs)
    inputs.emplace_back(x, is_floating(x.dtype()) ? RequiresGradient::yes : RequiresGradient::no);
  EXPECT_TRUE(came_from(function(inputs, one.parameters), one.op));
}

INSTANTIATE_TEST_SUITE_P(Ops, Reference, ::testing::ValuesIn(reference_cases()),
                         [](const auto& one) { return one.param.name; });

TEST(ReferenceIsComplete, EveryOpStructHasACaseOrAReason) {
  std::set<std::string> known;
  for (const ReferenceCase& one : reference_cases()) known.insert(one.op);
  for (const auto& [op, reason] : kWithoutReference)
    EXPECT_TRUE(known.insert(op).second) << op << " has a case and a reason for none: " << reason;
  EXPECT_EQ(known, op_structs(GRADFLOW_SOURCE_DIR "/autograd/ops"));
}

}  // namespace
}  // namespace gradflow::testing
