// Batches: what is in them, that each is a function of (seed, epoch, position), and what reaches
// the caller from the thread that prepares them.

#include "nn/data/data_loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "nn/data/tensor_dataset.h"
#include "nn/data/transform.h"
#include "tensor/pool.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::data {
namespace {

using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

using Batch = std::vector<Tensor>;

// Example i is the input [i, -i] with the label i.
TensorDataset numbers(std::int64_t count) {
  const Tensor inputs = Tensor::build<float>({count, 2}, [&](auto x) {
    for (std::int64_t i = 0; i < count; ++i) {
      x[2 * i] = static_cast<float>(i);
      x[2 * i + 1] = static_cast<float>(-i);
    }
  });
  return TensorDataset({inputs, Tensor::arange(count, DType::int32)});
}

std::vector<double> labels_of(const Batch& batch) { return gradflow::testing::doubles(batch[1]); }

::testing::AssertionResult same_batch(const Batch& a, const Batch& b) {
  if (a.size() != b.size()) return ::testing::AssertionFailure() << "not as many fields";
  for (std::size_t f = 0; f < a.size(); ++f)
    if (auto same = same_bits(a[f], b[f]); !same) return same;
  return ::testing::AssertionSuccess();
}

TEST(DataLoader, GivesEveryExampleOfAnEpochOnceWithItsLabel) {
  const TensorDataset dataset = numbers(10);
  DataLoader loader(dataset, {.batch_size = 4, .seed = 3});
  EXPECT_EQ(loader.batches(), 3);
  std::vector<double> seen;
  std::vector<std::int64_t> sizes;
  for (const Batch& batch : loader) {
    sizes.push_back(batch[0].extent(0));
    for (const double label : labels_of(batch)) {
      const auto row = static_cast<std::int64_t>(seen.size()) % 4;
      EXPECT_EQ(batch[0].at({row, 0}), label);
      EXPECT_EQ(batch[0].at({row, 1}), -label);
      seen.push_back(label);
    }
  }
  EXPECT_EQ(sizes, (std::vector<std::int64_t>{4, 4, 2}));
  EXPECT_FALSE(std::ranges::is_sorted(seen));
  std::ranges::sort(seen);
  EXPECT_EQ(seen, (std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(DataLoader, KeepsTheOrderOfTheDataWithoutShuffling) {
  const TensorDataset dataset = numbers(5);
  DataLoader loader(dataset, {.batch_size = 2, .shuffle = false});
  for (int epoch = 0; epoch < 2; ++epoch) {
    EXPECT_EQ(labels_of(loader.next()), (std::vector<double>{0, 1}));
    EXPECT_EQ(labels_of(loader.next()), (std::vector<double>{2, 3}));
    EXPECT_EQ(labels_of(loader.next()), (std::vector<double>{4}));
  }
}

TEST(DataLoader, LeavesOutASmallLastBatchWhenAsked) {
  const TensorDataset dataset = numbers(5);
  DataLoader loader(dataset, {.batch_size = 2, .drop_last = true});
  EXPECT_EQ(loader.batches(), 2);
  for (const Batch& batch : loader) EXPECT_EQ(batch[0].extent(0), 2);
  EXPECT_EQ(loader.epoch(), 1);
}

TEST(DataLoader, ShufflesEachEpochAndSeedAnew) {
  const TensorDataset dataset = numbers(50);
  const auto order = [&](std::uint64_t seed, std::int64_t epoch) {
    DataLoader loader(dataset, {.batch_size = 50, .seed = seed});
    loader.seek(epoch, 0);
    return labels_of(loader.next());
  };
  EXPECT_EQ(order(1, 0), order(1, 0));
  EXPECT_NE(order(1, 0), order(1, 1));
  EXPECT_NE(order(1, 0), order(2, 0));
}

TEST(DataLoader, BatchesAreTheSameWhateverIsPreparedAheadAndWhereverOneStarts) {
  const TensorDataset dataset = numbers(11);
  Transformed random(dataset);
  random.add(0, random_flip());
  random.add(0, [](const Tensor& x, Rng& rng) { return rng.normal({2}, x.at({0}), 1); });
  const DataLoaderOptions options{.batch_size = 3, .seed = 5, .prefetch = 0};
  DataLoader reference(random, options);
  std::vector<Batch> expected;
  for (int i = 0; i < 12; ++i) expected.push_back(reference.next());
  for (const int prefetch : {0, 1, 2, 7}) {
    DataLoaderOptions ahead = options;
    ahead.prefetch = prefetch;
    DataLoader loader(random, ahead);
    for (std::size_t i = 0; i < 12; ++i) EXPECT_TRUE(same_batch(loader.next(), expected[i]));
    for (const std::size_t i : {5, 0, 11, 3, 4}) {
      const auto epoch = static_cast<std::int64_t>(i / 4),
                 position = static_cast<std::int64_t>(i % 4);
      loader.seek(epoch, position);
      EXPECT_EQ(loader.epoch(), epoch);
      EXPECT_EQ(loader.position(), position);
      EXPECT_TRUE(same_batch(loader.next(), expected[i])) << "batch " << i << ", " << prefetch;
    }
  }
}

TEST(DataLoader, DrawsAnewForAnExampleInEachEpoch) {
  const TensorDataset dataset = numbers(1);
  Transformed random(dataset);
  random.add(0, [](const Tensor&, Rng& rng) { return rng.uniform({1}, 0, 1); });
  DataLoader loader(random, {.batch_size = 1});
  EXPECT_NE(loader.next()[0].item(), loader.next()[0].item());
}

TEST(DataLoader, GoesOnBehindABatchWhenALoopIsLeft) {
  const TensorDataset dataset = numbers(6);
  DataLoader loader(dataset, {.batch_size = 2, .shuffle = false});
  for (const Batch& batch : loader) {
    EXPECT_EQ(labels_of(batch)[0], 0);
    break;
  }
  EXPECT_EQ(loader.position(), 1);
  std::vector<double> rest;
  for (const Batch& batch : loader) rest.push_back(labels_of(batch)[0]);
  EXPECT_EQ(rest, (std::vector<double>{2, 4}));
  EXPECT_EQ(loader.epoch(), 1);
  EXPECT_EQ(loader.position(), 0);
}

TEST(DataLoader, LeavesABatchToWhoeverKeepsIt) {
  const TensorDataset dataset = numbers(8);
  DataLoader loader(dataset, {.batch_size = 1, .shuffle = false});
  std::vector<Batch> kept;
  for (const Batch& batch : loader) kept.push_back(batch);
  for (std::size_t i = 0; i < kept.size(); ++i)
    EXPECT_EQ(labels_of(kept[i]), (std::vector<double>{static_cast<double>(i)}));
}

// A block joins the free lists of the thread that drops it, where no batch would ever be made of
// it.
TEST(DataLoader, GivesTheMemoryOfUsedBatchesBackToTheThreadThatFillsThem) {
  const TensorDataset dataset({Tensor::zeros({64, 1 << 14})});
  DataLoader loader(dataset, {.batch_size = 1});
  const std::size_t before = pool_bytes();
  for (const Batch& batch : loader) EXPECT_EQ(batch[0].bytes(), std::size_t{1} << 16);
  EXPECT_LT(pool_bytes(), before + (std::size_t{4} << 16));
}

TEST(DataLoader, CanBeDroppedBeforeItsBatchesAreTaken) {
  const TensorDataset dataset = numbers(8);
  Batch kept;
  {
    DataLoader loader(dataset, {.batch_size = 2, .shuffle = false, .prefetch = 3});
    kept = loader.next();
  }
  EXPECT_EQ(labels_of(kept), (std::vector<double>{0, 1}));
}

TEST(DataLoader, ThrowsOnTheCallersThreadWhatPreparingABatchThrew) {
  const TensorDataset dataset = numbers(6);
  Transformed failing(dataset);
  failing.add(1, one_hot(3));
  for (const int prefetch : {0, 2}) {
    DataLoader loader(failing, {.batch_size = 2, .shuffle = false, .prefetch = prefetch});
    loader.next();
    for (int attempt = 0; attempt < 2; ++attempt)
      expect_error<ArgumentError>(
          [&] { loader.next(); },
          "one_hot: label 3 of 3 classes; expected 0 to 2; example 3 of the data");
    EXPECT_EQ(loader.position(), 1);
    loader.seek(1, 0);
    EXPECT_EQ(loader.next()[1].shape(), Shape({2, 3}));
  }
}

TEST(DataLoader, PassesOnErrorsThatAreNotOurs) {
  const TensorDataset dataset = numbers(2);
  Transformed failing(dataset);
  failing.add(0, [](const Tensor&, Rng&) -> Tensor { throw std::runtime_error("no such camera"); });
  DataLoader loader(failing);
  expect_error<std::runtime_error>([&] { loader.next(); }, "no such camera");
}

TEST(DataLoader, NamesOptionsThatCannotBe) {
  const TensorDataset dataset = numbers(3);
  expect_error<ArgumentError>([&] { DataLoader(dataset, {.batch_size = 0}); },
                              "DataLoader: the batch size is 0; expected at least 1");
  expect_error<ArgumentError>([&] { DataLoader(dataset, {.prefetch = -1}); },
                              "DataLoader: -1 batches to prefetch; expected none or more");
  expect_error<ArgumentError>(
      [&] { DataLoader(dataset, {.batch_size = 4, .drop_last = true}); },
      "DataLoader: 3 examples are less than a batch of 4, and drop_last leaves it out");
  struct Empty final : Dataset {
    std::int64_t size() const override { return 0; }
    Batch example(std::int64_t, Rng&) const override { return {}; }
  };
  const Empty empty;
  expect_error<ArgumentError>([&] { DataLoader{empty}; },
                              "DataLoader: the data have 0 examples; expected 1 to 2^31 - 1");
  DataLoader loader(dataset, {.batch_size = 2});
  expect_error<ArgumentError>(
      [&] { loader.seek(0, 2); },
      "DataLoader: there is no batch 2 of epoch 0; an epoch has batches 0 to 1");
  EXPECT_THROW(loader.seek(-1, 0), ArgumentError);
  constexpr std::int64_t kLast = (std::int64_t{1} << 62) - 1;
  expect_error<ArgumentError>(
      [&] { loader.seek(kLast + 1, 0); },
      "DataLoader: there is no epoch 4611686018427387904; the last one is 4611686018427387903");
  loader.seek(kLast, 0);
  EXPECT_EQ(loader.next().size(), 2U);
}

TEST(DataLoader, RefusesDataOfAnotherSizeThanThoseItWasMadeFor) {
  struct Growing final : Dataset {
    std::int64_t size() const override { return count; }
    Batch example(std::int64_t i, Rng&) const override {
      return {Tensor::scalar(static_cast<double>(i))};
    }
    std::int64_t count = 5;
  };
  for (const std::int64_t count : {4, 6}) {
    Growing dataset;
    DataLoader loader(dataset, {.batch_size = 2, .prefetch = 0});
    loader.next();
    dataset.count = count;
    expect_error<ArgumentError>(
        [&] { loader.next(); },
        fmt::format(
            "DataLoader: the data had 5 examples when the loader was made, and have {} now; "
            "make another loader",
            count));
  }
}

}  // namespace
}  // namespace gradflow::data
