// Lookup of rows: where they come from, where gradients go, and what it says to wrong indices.

#include "autograd/ops/embedding.h"

#include <gtest/gtest.h>

#include "autograd/backward.h"
#include "tensor/random.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

Variable table_of(const Shape& shape, DType dtype = DType::float32) {
  return Variable(Tensor::arange(shape.elements(), dtype).reshape(shape), RequiresGradient::yes);
}

TEST(Embedding, IsTheRowThatEachIndexNames) {
  const Variable table = table_of({3, 2});
  const Tensor indices = Tensor::from({2, 2}, {2, 0, 2, 1}, DType::int32);
  EXPECT_TRUE(same_bits(embedding(table, indices).value(),
                        Tensor::from({2, 2, 2}, {4, 5, 0, 1, 4, 5, 2, 3})));
  EXPECT_TRUE(same_bits(embedding(table, Tensor::scalar(1, DType::int32)).value(),
                        Tensor::from({2}, {2, 3})));
  EXPECT_EQ(embedding(table, Tensor::zeros({0, 4}, DType::int32)).shape(), (Shape{0, 4, 2}));
}

TEST(Embedding, AddsUpWhatWasSentToARowAndGivesZeroToTheOthers) {
  const Variable table = table_of({3, 2});
  const Variable y = embedding(table, Tensor::from({3}, {2, 0, 2}, DType::int32));
  EXPECT_TRUE(same_bits(gradients(y, {table}, Tensor::from({3, 2}, {1, 2, 3, 4, 5, 6})).front(),
                        Tensor::from({3, 2}, {3, 4, 0, 0, 6, 8})));
}

TEST(Embedding, AddsUpInTheOrderOfThePositionsAndRoundsOnce) {
  const Variable table = table_of({1, 1});
  const Variable y = embedding(table, Tensor::zeros({3}, DType::int32));
  const Tensor sent = Tensor::from({3, 1}, {0x1p24, 1, 1});  // in float32, 2^24 + 1 is 2^24
  EXPECT_EQ(gradients(y, {table}, sent).front().item(), 0x1p24 + 2);
}

TEST(Embedding, HasTheSameBitsOnAnyNumberOfThreads) {
  Rng rng(1);
  const Variable table(rng.normal({29, 300}, 0, 1), RequiresGradient::yes);
  const Tensor indices = rng.integers({40, 30}, 0, 27);
  const Tensor seed = rng.normal({40, 30, 300}, 0, 1);
  Tensor value, slope;
  for (const int team : {1, 2, 3, 7}) {
    const ThreadCount guard(team);
    const Variable y = embedding(table, indices);
    const Tensor gradient = gradients(y, {table}, seed).front();
    if (team == 1) {
      value = y.value();
      slope = gradient;
    }
    EXPECT_TRUE(same_bits(y.value(), value));
    EXPECT_TRUE(same_bits(gradient, slope));
  }
}

TEST(Embedding, NamesTheIndexOutOfRangeAndItsPosition) {
  const Variable table = table_of({3, 2});
  expect_error<ArgumentError>(
      [&] {
        embedding(table, Tensor::from({2, 2}, {2, 0, 3, 1}, DType::int32));
      },
      "embedding: index 3 at position [1, 0] is out of range for a table of 3 rows (in op "
      "embedding, inputs [3, 2] float32, [2, 2] int32)");
  expect_error<ArgumentError>(
      [&] { embedding(table, Tensor::from({1}, {-1}, DType::int32)); },
      "embedding: index -1 at position [0] is out of range for a table of 3 rows (in op embedding, "
      "inputs [3, 2] float32, [1] int32)");
}

TEST(Embedding, SaysWhatIsNoTableAndWhatAreNoIndices) {
  expect_error<ShapeError>([] { embedding(table_of({6}), Tensor::zeros({1}, DType::int32)); },
                           "embedding: the table is [6]; expected (rows, width) (in op embedding, "
                           "inputs [6] float32, [1] int32)");
  expect_error<TypeError>(
      [] {
        embedding(table_of({3, 2}), Tensor::zeros({1}));
      },
      "embedding: indices are float32; expected int32 (in op embedding, inputs "
      "[3, 2] float32, [1] float32)");
}

}  // namespace
}  // namespace gradflow::testing
