// Allocations that fail while a team works, and what is said of them.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "nn/gradflow.h"
#include "tensor/batched_matmul.h"
#include "tests/allocation/system_memory.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/pool_capacity.h"
#include "tests/support/thread_count.h"

namespace gradflow::allocation {
namespace {

using gradflow::testing::expect_error;
using gradflow::testing::PoolCapacity;
using gradflow::testing::same_bits;
using gradflow::testing::ThreadCount;

// How many allocations there are; each fails in turn, and the work gives the same bits afterwards.
template <class Work>
std::int64_t fail_each(Work work) {
  const Tensor expected = work();
  const std::int64_t allocations = allocations_of([&] { work(); });
  for (std::int64_t allocation = 1; allocation <= allocations; ++allocation) {
    EXPECT_ANY_THROW(allocations_of([&] { work(); }, {allocation})) << "allocation " << allocation;
    EXPECT_TRUE(same_bits(work(), expected));
  }
  fmt::print("{} allocations failed\n", allocations);
  return allocations;
}

class FailedAllocationInATeam : public ::testing::Test {
 private:
  const PoolCapacity every_block_from_the_system_{0};
  const ThreadCount two_{2};
};

TEST_F(FailedAllocationInATeam, ThatMultipliesManyMatricesThrows) {
  Rng rng(1);
  const Tensor a = rng.normal({8, 40, 64}, 0, 1), b = rng.normal({8, 48, 64}, 0, 1);
  gradflow::testing::forget_last_team();
  const std::int64_t allocations =
      fail_each([&] { return batched_matmul(a, b, Transpose::no, Transpose::yes); });
  EXPECT_EQ(last_team_size(), 2);
  EXPECT_EQ(allocations, 1 + 8);  // the product, and a copy for each matrix
}

TEST_F(FailedAllocationInATeam, ThatAttendsThrows) {
  Rng rng(2);
  const Shape shape{2, 4, 40, 32};
  const auto draw = [&] { return Variable(rng.normal(shape, 0, 1), RequiresGradient::yes); };
  const Variable q = draw(), k = draw(), v = draw();
  const Tensor dy = rng.normal(shape, 0, 1);
  gradflow::testing::forget_last_team();
  const std::int64_t allocations = fail_each([&] {
    const Variable y = scaled_dot_product_attention(q, k, v);
    const std::vector<Tensor> found = gradients(y, {q, k, v}, dy);
    return y.value() + found[0] + found[1] + found[2];
  });
  EXPECT_EQ(last_team_size(), 2);
  EXPECT_GT(allocations, 6 * 8);  // copies for the six products of each head
}

TEST(FailedAllocationText, SaysShapeAndBytesAndTheOpThatAskedForThem) {
  const Variable column(Tensor::uninitialised({1 << 24, 1}), RequiresGradient::yes, "column");
  const Variable row(Tensor::uninitialised({1, 1 << 24}));
  expect_error<MemoryError>(
      [&] { matmul(column, row); },
      "Tensor: no memory for [16777216, 16777216] float32, 1125899906842624 bytes (in op matmul, "
      "inputs \"column\" [16777216, 1] float32, [1, 16777216] float32)");
}

TEST(FailedAllocationText, SaysWhoseBackwardAskedForThem) {
  const PoolCapacity every_block_from_the_system(0);
  const Variable x(Tensor::ones({2, 3}), RequiresGradient::yes);
  bool is_told = false;
  std::string text = "none yet";
  for (std::int64_t allocation = 1; !text.empty(); ++allocation) {
    const Variable y = tanh(x), loss = sum(y);
    text = error_of([&] { backward(loss); }, {allocation});
    is_told = is_told || text == fmt::format(
                                     "Tensor: no memory for [2, 3] float32, 24 bytes (in backward "
                                     "of {})",
                                     y.node());
  }
  EXPECT_TRUE(is_told);
}

// Which is libgomp's doing, and what nn/README.md says of it.
#if defined(__GNUC__) && !defined(__clang__)
void form_team_without_memory(int count) {
  allocations_of([&] { gradflow::testing::form_team(count); }, {1});
}

TEST(FailedAllocationOfATeam, EndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // in a program that has formed none
  EXPECT_EXIT(form_team_without_memory(2), ::testing::ExitedWithCode(1), "Out of memory");
}

TEST(FailedAllocationOfATeam, EndsTheProgramWhereTheLastOneHadAnotherSize) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto work = [] {
    for (const int count : {3, 2, 3}) gradflow::testing::form_team(count);
    allocations_of([] { gradflow::testing::form_team(3); }, {1});  // asks for nothing
    std::fputs("still here\n", stderr);
    form_team_without_memory(2);
  };
  EXPECT_EXIT(work(), ::testing::ExitedWithCode(1), "still here[^a-z]*libgomp: Out of memory");
}
#endif

}  // namespace
}  // namespace gradflow::allocation
