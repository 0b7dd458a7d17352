// Every op, over the catalogue: its rule against differences, its two element types, its bits for
// any number of threads, and that no op is left out.

#include "autograd/gradcheck.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cfenv>
#include <set>
#include <string>
#include <thread>

#include "autograd/backward.h"
#include "autograd/grad_mode.h"
#include "autograd/ops.h"
#include "tensor/parallel.h"
#include "tests/autograd/gradcheck_catalogue.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/op_structs.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

class Catalogue : public ::testing::TestWithParam<Row> {
 protected:
  std::vector<Tensor> draw(std::uint64_t seed, Size size) const {
    Draw source(Rng(seed), size);
    return GetParam().inputs(source);
  }
};

struct Outcome {
  Tensor value;
  std::vector<Tensor> gradients;
};

// The value and its gradients, for a seed that gives every output a weight of its own.
Outcome outcome(const Row& row, const std::vector<Tensor>& inputs) {
  std::vector<Variable> leaves;
  for (const Tensor& x : inputs) leaves.emplace_back(x, RequiresGradient::yes);
  const Variable y = row.function(leaves);
  const Tensor seed = Rng(2).uniform(y.shape(), 0.5, 1.5, DType::float64).to(y.dtype());
  return {y.value(), gradients(y, leaves, seed)};
}

TEST_P(Catalogue, RulesAgreeWithDifferences) {
  for (const Size size : {Size::random, Size::single, Size::empty}) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const GradcheckReport report = gradcheck(GetParam().function, draw(seed, size));
      EXPECT_TRUE(report.passed) << "seed " << seed << ": " << report.text();
      if (size == Size::random) {
        EXPECT_GT(report.checked, 0);
      }
    }
  }
}

TEST_P(Catalogue, Float32AgreesWithFloat64) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::vector<Tensor> narrow, wide;
    for (const Tensor& x : draw(seed, Size::random)) {
      narrow.push_back(x.to(DType::float32));
      wide.push_back(narrow.back().to(DType::float64));
    }
    const Outcome in_float32 = outcome(GetParam(), narrow), in_float64 = outcome(GetParam(), wide);
    EXPECT_EQ(in_float32.value.dtype(), DType::float32);
    EXPECT_TRUE(close(in_float32.value.to(DType::float64), in_float64.value, 2e-5));
    for (std::size_t i = 0; i < wide.size(); ++i)
      EXPECT_TRUE(close(in_float32.gradients[i].to(DType::float64), in_float64.gradients[i], 5e-5));
  }
}

TEST_P(Catalogue, AGradientAloneHasTheBitsOfAllTogether) {
  const std::vector<Tensor> inputs = draw(7, Size::random);
  const std::vector<Tensor> together = outcome(GetParam(), inputs).gradients;
  for (std::size_t wanted = 0; wanted < inputs.size(); ++wanted) {
    std::vector<Variable> leaves(inputs.begin(), inputs.end());
    leaves[wanted] = Variable(inputs[wanted], RequiresGradient::yes);
    const Variable y = GetParam().function(leaves);
    const Tensor seed = Rng(2).uniform(y.shape(), 0.5, 1.5, DType::float64);
    EXPECT_TRUE(same_bits(gradients(y, {leaves[wanted]}, seed).front(), together[wanted]));
  }
}

TEST_P(Catalogue, BitsDoNotDependOnThreads) {
  static const std::set<std::string_view> kCopiesAlone = {"reshape", "slice", "concatenate",
                                                          "stack"};
  std::vector<Tensor> inputs = draw(3, Size::large);
  for (Tensor& x : inputs) x = x.to(DType::float32);
  Outcome alone;
  for (const int count : {1, 2, 3}) {
    forget_last_team();
    const ThreadCount threads(count);
    const Outcome now = outcome(GetParam(), inputs);
    if (!kCopiesAlone.contains(GetParam().op)) {
      EXPECT_EQ(last_team_size() > 1, count > 1);  // a sum of 300 columns is two pieces
    }
    if (count == 1) {
      alone = now;
      continue;
    }
    EXPECT_TRUE(same_bits(now.value, alone.value)) << count << " threads";
    for (std::size_t i = 0; i < inputs.size(); ++i)
      EXPECT_TRUE(same_bits(now.gradients[i], alone.gradients[i])) << count << " threads";
  }
}

// Under NoGrad no count of a node is touched; the thread sanitizer would see it.
TEST_P(Catalogue, LeavesMayBeSharedByThreadsUnderNoGrad) {
  std::vector<Variable> leaves;
  for (const Tensor& x : draw(5, Size::random)) leaves.emplace_back(x, RequiresGradient::yes);
  const Tensor expected = GetParam().function(leaves).value();
  std::atomic<int> same{0};
  const auto work = [&] {
    const NoGrad scope;
    for (int i = 0; i < 20; ++i)
      if (identical(GetParam().function(leaves).value(), expected)) ++same;
  };
  std::thread other(work);
  work();
  other.join();
  EXPECT_EQ(same, 40);
}

// As those who look for NaN with feenableexcept would see it.
TEST_P(Catalogue, RaisesNoFloatingPointExceptionThatItsElementsDoNot) {
  std::vector<Tensor> inputs = draw(9, Size::random);
  for (Tensor& x : inputs) x = x.to(DType::float32);
  const ThreadCount alone(1);
  std::feclearexcept(FE_ALL_EXCEPT);
  outcome(GetParam(), inputs);
  EXPECT_EQ(std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW), 0);
}

TEST_P(Catalogue, RowsRunTheOpTheyName) {
  std::vector<Variable> leaves;
  for (const Tensor& x : draw(1, Size::random)) leaves.emplace_back(x, RequiresGradient::yes);
  EXPECT_TRUE(came_from(GetParam().function(leaves), GetParam().op));
}

INSTANTIATE_TEST_SUITE_P(Ops, Catalogue, ::testing::ValuesIn(catalogue()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(CatalogueIsComplete, EveryOpStructHasARow) {
  std::set<std::string> rows;
  for (const Row& row : catalogue()) rows.insert(std::string(row.op));
  EXPECT_EQ(rows, op_structs(GRADFLOW_SOURCE_DIR "/autograd/ops"));
}

// Also functions that are said in other ops: those have a row of their name.
TEST(CatalogueIsComplete, EveryFunctionOfTheHeadersOfOpsHasARow) {
  std::set<std::string> without = op_functions(GRADFLOW_SOURCE_DIR "/autograd/ops");
  EXPECT_TRUE(without.contains("normal_density"));
  for (const Row& row : catalogue()) {
    without.erase(std::string(row.op));
    without.erase(std::string(row.name));
  }
  // split: two rows, by the number of parts and by their extents.
  EXPECT_EQ(without, std::set<std::string>{"split"});
}

}  // namespace
}  // namespace gradflow::testing
