// How the order of the data is drawn: each example as often at each place of an epoch as another.

#include <gtest/gtest.h>

#include <vector>

#include "nn/data/data_loader.h"
#include "nn/data/tensor_dataset.h"
#include "tests/support/distribution.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::data {
namespace {

constexpr int kExamples = 8, kEpochs = 4000;

// The examples of each epoch, in its order.
std::vector<std::vector<int>> orders(std::uint64_t seed) {
  const TensorDataset dataset({Tensor::arange(kExamples, DType::int32)});
  DataLoader loader(dataset, {.batch_size = kExamples, .seed = seed});
  std::vector<std::vector<int>> found;
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    std::vector<int>& order = found.emplace_back();
    for (const double example : testing::doubles(loader.next()[0]))
      order.push_back(static_cast<int>(example));
  }
  return found;
}

// Of (n - 1)² degrees of freedom, since each row and each column of the counts has a given sum;
// above 85.4 one time in a thousand.
TEST(Shuffling, PutsEachExampleAtEachPlaceAsOften) {
  std::vector<int> counts(kExamples * kExamples);
  for (const std::vector<int>& order : orders(1))
    for (std::size_t place = 0; place < kExamples; ++place)
      ++counts[place * kExamples + static_cast<std::size_t>(order[place])];
  EXPECT_LT(testing::chi_squared(counts), 85.4);
}

// The place of the first example in one epoch and in the next do not depend on each other.
TEST(Shuffling, OfAnEpochSaysNothingOfTheNext) {
  std::vector<int> counts(kExamples * kExamples);
  const auto found = orders(2);
  for (std::size_t epoch = 1; epoch < kEpochs; ++epoch)
    ++counts[static_cast<std::size_t>(found[epoch - 1][0] * kExamples + found[epoch][0])];
  EXPECT_LT(testing::chi_squared(counts), 103.4);  // 63 degrees of freedom
}

}  // namespace
}  // namespace gradflow::data
