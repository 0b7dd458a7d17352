// Data sets in memory, examples put together to batches, and what is refused of both.

#include "nn/data/dataset.h"

#include <gtest/gtest.h>

#include "nn/data/tensor_dataset.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::data {
namespace {

using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

using Fields = std::vector<Tensor>;

// Examples as they are given.
class Listed final : public Dataset {
 public:
  explicit Listed(std::vector<Fields> examples) : examples_(std::move(examples)) {}
  std::int64_t size() const override { return static_cast<std::int64_t>(examples_.size()); }
  Fields example(std::int64_t index, Rng&) const override {
    return examples_[static_cast<std::size_t>(index)];
  }

 private:
  std::vector<Fields> examples_;
};

Fields batch_of(const Dataset& dataset, const std::vector<std::int64_t>& indices) {
  return dataset.batch(indices, Rng(1));
}

TEST(TensorDataset, HasTheRowsOfItsTensors) {
  const TensorDataset dataset(
      {Tensor::from({3, 2}, {1, 2, 3, 4, 5, 6}), Tensor::from({3}, {7, 8, 9}, DType::int32)});
  EXPECT_EQ(dataset.size(), 3);
  Rng rng(1);
  const Fields example = dataset.example(1, rng);
  EXPECT_TRUE(same_bits(example[0], Tensor::from({2}, {3, 4})));
  EXPECT_TRUE(same_bits(example[1], Tensor::scalar(8, DType::int32)));
  const Fields batch = batch_of(dataset, {2, 0});
  EXPECT_TRUE(same_bits(batch[0], Tensor::from({2, 2}, {5, 6, 1, 2})));
  EXPECT_TRUE(same_bits(batch[1], Tensor::from({2}, {9, 7}, DType::int32)));
}

TEST(TensorDataset, MakesTheBatchThatItsExamplesMake) {
  Rng rng(4);
  const Tensor x = rng.normal({5, 2, 3}, 0, 1, DType::float64), empty = Tensor::zeros({5, 0});
  const TensorDataset dataset({x, empty});
  std::vector<Fields> examples;
  for (std::int64_t i = 0; i < 5; ++i) examples.push_back(dataset.example(i, rng));
  const Fields one = batch_of(dataset, {4, 1, 1}), other = batch_of(Listed(examples), {4, 1, 1});
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t f = 0; f < one.size(); ++f) EXPECT_TRUE(same_bits(one[f], other[f]));
}

TEST(TensorDataset, NamesFieldsThatDoNotFit) {
  expect_error<ArgumentError>([] { TensorDataset{Fields{}}; },
                              "TensorDataset: no tensors were given");
  expect_error<ArgumentError>(
      [] {
        TensorDataset({Tensor::zeros({0, 3})});
      },
      "TensorDataset: the tensors have no examples");
  expect_error<ShapeError>(
      [] {
        TensorDataset({Tensor::zeros({10, 3}), Tensor::zeros({9}, DType::int32)});
      },
      "TensorDataset: field 0 has 10 examples, field 1 has 9; expected as many");
  expect_error<ShapeError>([] { TensorDataset({Tensor::scalar(1)}); },
                           "TensorDataset: field 0 is a scalar; expected an axis of examples");
  const TensorDataset dataset({Tensor::zeros({3, 2})});
  expect_error<ArgumentError>(
      [&] {
        batch_of(dataset, {0, 3});
      },
      "TensorDataset: there is no example 3; expected 0 to 2");
}

TEST(Dataset, NamesTheExampleThatIsUnlikeTheFirst) {
  const Listed dataset({{Tensor::zeros({2})},
                        {Tensor::zeros({3})},
                        {Tensor::zeros({2}, DType::float64)},
                        {Tensor::zeros({2}), Tensor::zeros({2})}});
  expect_error<ShapeError>(
      [&] {
        batch_of(dataset, {0, 1});
      },
      "Dataset: field 0 of example 0 has the shape [2], of example 1 [3]; a "
      "batch needs one shape; example 1 of the data");
  expect_error<TypeError>(
      [&] {
        batch_of(dataset, {0, 2});
      },
      "Dataset: field 0 of example 0 is float32, of example 2 float64; a batch "
      "needs one type; example 2 of the data");
  expect_error<ShapeError>(
      [&] {
        batch_of(dataset, {0, 3});
      },
      "Dataset: example 0 has 1 fields, example 3 has 2; a batch needs as "
      "many of each; example 3 of the data");
  expect_error<ArgumentError>([&] { batch_of(dataset, {}); }, "Dataset: a batch of no examples");
}

}  // namespace
}  // namespace gradflow::data
