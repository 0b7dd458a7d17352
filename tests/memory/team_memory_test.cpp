// Memory that is refused while a team works, and tensors that no system has memory for.

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "nn/gradflow.h"
#include "tensor/batched_matmul.h"
#include "tensor/pool.h"
#include "tests/memory/system_memory.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/thread_count.h"

namespace gradflow::memory {
namespace {

using gradflow::testing::expect_error;
using gradflow::testing::same_bits;
using gradflow::testing::ThreadCount;

// How many requests there are, each refused in turn; the work gives the same bits afterwards.
template <class Work>
std::int64_t refuse_each(Work work) {
  const Tensor expected = work();
  const std::int64_t requests = requests_of([&] { work(); });
  for (std::int64_t request = 1; request <= requests; ++request) {
    EXPECT_ANY_THROW(requests_of([&] { work(); }, {request})) << "request " << request;
    EXPECT_TRUE(same_bits(work(), expected));
  }
  return requests;
}

class RefusedTeam : public ::testing::Test {
 protected:
  void SetUp() override { set_pool_capacity(0); }
  void TearDown() override { set_pool_capacity(std::size_t{1} << 30); }
  const ThreadCount two_{2};
};

TEST_F(RefusedTeam, ThatMultipliesManyMatricesThrows) {
  Rng rng(1);
  const Tensor a = rng.normal({8, 40, 64}, 0, 1), b = rng.normal({8, 48, 64}, 0, 1);
  gradflow::testing::forget_last_team();
  const std::int64_t requests =
      refuse_each([&] { return batched_matmul(a, b, Transpose::no, Transpose::yes); });
  EXPECT_EQ(last_team_size(), 2);
  EXPECT_EQ(requests, 1 + 8);  // the product, and a copy for each matrix
}

TEST_F(RefusedTeam, ThatAttendsThrows) {
  Rng rng(2);
  const Shape shape{2, 4, 40, 32};
  const auto draw = [&] { return Variable(rng.normal(shape, 0, 1), RequiresGradient::yes); };
  const Variable q = draw(), k = draw(), v = draw();
  const Tensor dy = rng.normal(shape, 0, 1);
  gradflow::testing::forget_last_team();
  const std::int64_t requests = refuse_each([&] {
    const Variable y = scaled_dot_product_attention(q, k, v);
    const std::vector<Tensor> found = gradients(y, {q, k, v}, dy);
    return y.value() + found[0] + found[1] + found[2];
  });
  EXPECT_EQ(last_team_size(), 2);
  EXPECT_GT(requests, 6 * 8);  // copies for the six products of each head
}

TEST(RefusedTensor, SaysItsShapeAndBytesAndTheOpThatAskedForIt) {
  const Variable column(Tensor::uninitialised({1 << 24, 1}), RequiresGradient::yes, "column");
  const Variable row(Tensor::uninitialised({1, 1 << 24}));
  expect_error<MemoryError>(
      [&] { matmul(column, row); },
      "Tensor: no memory for [16777216, 16777216] float32, 1125899906842624 bytes (in op matmul, "
      "inputs \"column\" [16777216, 1] float32, [1, 16777216] float32)");
}

}  // namespace
}  // namespace gradflow::memory
