#include "tensor/pool.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

#include "tensor/tensor.h"
#include "tests/support/expect_error.h"
#include "tests/support/pool_capacity.h"
#include "tests/support/sanitizer.h"

namespace gradflow {
namespace {

using testing::kAddressSanitizer;

class Pool : public ::testing::Test {
 protected:
  void SetUp() override {
    if (kAddressSanitizer) GTEST_SKIP() << "the address sanitizer replaces the free lists";
    trim_pool();
  }
  void TearDown() override { trim_pool(); }
};

TEST_F(Pool, GivesBackTheBlockThatWasReleasedLast) {
  void* first = pool_allocate(1000);
  void* second = pool_allocate(1000);
  pool_release(first, 1000);
  pool_release(second, 1000);
  EXPECT_GE(pool_bytes(), 2000U);
  EXPECT_EQ(pool_allocate(1000), second);
  EXPECT_EQ(pool_allocate(1000), first);
  EXPECT_EQ(pool_bytes(), 0U);
  pool_release(first, 1000);
  pool_release(second, 1000);
}

TEST_F(Pool, KeepsSizesApartWithAtMostAQuarterToSpare) {
  for (std::size_t bytes = 256; bytes < 100000; bytes += 37) {
    trim_pool();
    pool_release(pool_allocate(bytes), bytes);
    EXPECT_GE(pool_bytes(), bytes);
    EXPECT_LE(pool_bytes(), bytes + bytes / 4 + 1);
  }
}

TEST_F(Pool, HoldsNoMoreThanItsCapacity) {
  const testing::PoolCapacity small(4096);
  pool_release(pool_allocate(1 << 20), 1 << 20);
  EXPECT_EQ(pool_bytes(), 0U);
  pool_release(pool_allocate(2048), 2048);
  EXPECT_EQ(pool_bytes(), 2048U);
  {
    const testing::PoolCapacity smaller(1024);
    EXPECT_EQ(pool_bytes(), 0U);
    EXPECT_EQ(pool_capacity(), 1024U);
  }
  EXPECT_EQ(pool_capacity(), 4096U);
}

TEST_F(Pool, IsEmptiedByATrim) {
  for (const std::size_t bytes : {1U, 64U, 3000U, 5000000U})
    pool_release(pool_allocate(bytes), bytes);
  EXPECT_GT(pool_bytes(), 5000000U);
  trim_pool();
  EXPECT_EQ(pool_bytes(), 0U);
}

TEST_F(Pool, TakesABlockThatAnotherThreadAllocated) {
  void* block = nullptr;
  std::thread([&] { block = pool_allocate(512); }).join();
  pool_release(block, 512);
  EXPECT_EQ(pool_allocate(512), block);
  pool_release(block, 512);
}

TEST_F(Pool, RefusesWhatNoSystemHas) {
  if (testing::kThreadSanitizer) GTEST_SKIP() << "the thread sanitizer ends the program instead";
  for (int exponent = 48; exponent < 52; ++exponent)
    EXPECT_THROW(pool_allocate(std::size_t{1} << exponent), std::bad_alloc);
  testing::expect_error<MemoryError>(
      [] {
        Tensor::zeros(Shape{1 << 24, 1 << 24}, DType::float64);
      },
      "Tensor: no memory for [16777216, 16777216] float64, 2251799813685248 bytes");
}

TEST_F(Pool, FillsAReleasedBlockWithNaNInDebugBuilds) {
#ifdef NDEBUG
  GTEST_SKIP() << "a release build does not fill";
#else
  { const Tensor used = Tensor::ones(Shape{100}); }
  const Tensor again = Tensor::uninitialised(Shape{100});
  for (const float value : again.values<float>()) EXPECT_NE(value, value);
#endif
}

// Destroyed after the free lists of its thread, which its first tensor made.
struct OutlivesTheLists {
  Tensor held;
  ~OutlivesTheLists() {
    held = Tensor();
    const Tensor late = Tensor::ones(Shape{100});
    EXPECT_EQ(pool_bytes(), 0U);
    EXPECT_EQ(late.at({99}), 1);
    trim_pool();
  }
};

TEST(PoolAtThreadEnd, ServesATensorThatOutlivesTheLists) {
  std::thread([] {
    thread_local OutlivesTheLists keeper;
    keeper.held = Tensor::zeros(Shape{100});
    { const Tensor freed = Tensor::zeros(Shape{100}); }
  }).join();
}

TEST(PoolAlignment, Is64BytesForEverySize) {
  std::vector<void*> blocks;
  const std::vector<std::size_t> sizes = {0, 1, 63, 64, 65, 4097, 1 << 20, (2 << 20) + 1, 9 << 20};
  for (const std::size_t bytes : sizes) {
    void* block = pool_allocate(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 64, 0U);
    std::memset(block, 1, bytes);
    blocks.push_back(block);
  }
  for (std::size_t i = 0; i < sizes.size(); ++i) pool_release(blocks[i], sizes[i]);
  for (const std::int64_t extent : {0, 1, 5, 1000, 600000}) {
    const Tensor x = Tensor::zeros(Shape{extent});
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(x.values<float>().data()) % 64, 0U);
  }
}

}  // namespace
}  // namespace gradflow
