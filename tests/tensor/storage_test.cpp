// Tensors that several threads hold at once: the counts are atomic, the elements are only read.
#include "tensor/storage.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "tensor/arithmetic.h"
#include "tensor/reduce.h"
#include "tensor/tensor.h"

namespace gradflow {
namespace {

constexpr int kThreads = 4;

template <class Work>
void run_threads(Work work) {
  std::vector<std::thread> team;
  for (int i = 0; i < kThreads; ++i) team.emplace_back(work, i);
  for (std::thread& thread : team) thread.join();
}

TEST(Storage, CountsItsOwners) {
  const StorageShare first(Storage::allocate(Shape{100}, DType::float32));
  EXPECT_EQ(first.get()->owners(), 1);
  {
    const StorageShare second = first;
    EXPECT_EQ(first.get()->owners(), 2);
    StorageShare third = second;
    StorageShare fourth = std::move(third);
    EXPECT_EQ(first.get()->owners(), 3);
    fourth = StorageShare();
    EXPECT_EQ(first.get()->owners(), 2);
  }
  EXPECT_EQ(first.get()->owners(), 1);
}

TEST(Storage, CountsTheViewsOfItsElements) {
  Tensor x = Tensor::zeros(Shape{2, 3});
  Tensor first = x.reshape({6}), second = first.reshape({3, 2}).rows(1, 3);
  EXPECT_FALSE(x.sole_owner());
  EXPECT_FALSE(second.sole_owner());
  first = Tensor();
  EXPECT_FALSE(x.sole_owner());
  x = Tensor();
  EXPECT_TRUE(second.sole_owner());
  second.edit<float>()[3] = 5;
  const Tensor again = second;
  EXPECT_FALSE(second.sole_owner());
  EXPECT_EQ(again.at({1, 1}), 5);
}

TEST(Storage, KeepsItsCountWhenManyThreadsCopyAndDrop) {
  Tensor x = Tensor::full(Shape{8}, 3);
  std::atomic<int> wrong{0};
  run_threads([&](int) {
    std::vector<Tensor> mine;
    for (int round = 0; round < 2000; ++round) {
      mine.push_back(x);
      mine.push_back(mine.back().reshape({2, 4}).rows(1, 2));
      if (mine.back().at({0, 3}) != 3) ++wrong;
      if (mine.size() > 20) mine.clear();
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_TRUE(x.sole_owner());
  EXPECT_NO_THROW(x.edit<float>()[0] = 1);
}

TEST(Storage, IsFreedByWhicheverThreadDropsItLast) {
  std::vector<std::vector<Tensor>> handed(kThreads);
  run_threads([&](int i) {
    for (int round = 0; round < 200; ++round)
      handed[static_cast<std::size_t>(i)].push_back(Tensor::full(Shape{round + 1}, i));
  });
  run_threads([&](int i) {
    std::vector<Tensor>& others = handed[static_cast<std::size_t>((i + 1) % kThreads)];
    for (const Tensor& x : others) EXPECT_EQ(x.at({0}), (i + 1) % kThreads);
    others.clear();
    const Tensor reused = Tensor::zeros(Shape{100});
    EXPECT_EQ(sum(reused).item(), 0);
  });
}

TEST(Storage, ServesTheSameSumsToManyThreads) {
  const Tensor x = Tensor::arange(200000, DType::float64);
  const Tensor expected = sum(x * 0.5);
  std::atomic<int> wrong{0};
  run_threads([&](int) {
    for (int round = 0; round < 5; ++round)
      if (!identical(sum(x * 0.5), expected)) ++wrong;
  });
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace gradflow
