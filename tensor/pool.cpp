#include "tensor/pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace gradflow {

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kPooled = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kPooled = false;
#else
constexpr bool kPooled = true;
#endif
#else
constexpr bool kPooled = true;
#endif

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

std::atomic<std::size_t> capacity{std::size_t{1} << 30};

// Up to a kilobyte, where graph nodes and small tensors are, the classes are 64 bytes apart; above
// it there are four to a power of two, so that at most a fifth of a block is slack.
constexpr std::size_t kSmall = 1024;
constexpr std::size_t kSmallClasses = kSmall / kAlignment;
constexpr std::size_t kClasses = 1 + kSmallClasses + 4 * 54;

struct SizeClass {
  std::size_t index;
  std::size_t bytes;
};

SizeClass size_class(std::size_t bytes) {
  if (bytes <= kSmall) {
    const std::size_t lines = std::max<std::size_t>(1, (bytes + kAlignment - 1) / kAlignment);
    return {lines, lines * kAlignment};
  }
  const auto exponent = static_cast<std::size_t>(std::bit_width(bytes - 1)) - 1;  // 10 or more
  const std::size_t step = std::size_t{1} << (exponent - 2);
  const std::size_t quarter = (bytes - (std::size_t{1} << exponent) + step - 1) >> (exponent - 2);
  return {kSmallClasses + (exponent - 10) * 4 + quarter,
          (std::size_t{1} << exponent) + quarter * step};
}

void* system_allocate(std::size_t bytes) {
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : kAlignment;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* block = std::aligned_alloc(alignment, rounded);
  if (block == nullptr) throw std::bad_alloc();
  if (bytes >= kHugePage)
    madvise(block, rounded, MADV_HUGEPAGE);  // a hint: failure changes nothing
  return block;
}

struct FreeBlock {
  FreeBlock* next;
};

// More than any capacity: what lists say that take no block yet, or no more.
constexpr std::size_t kClosed = std::numeric_limits<std::size_t>::max() / 2;

// Trivial to construct and to destroy, so that each use is one access without a guard. Blocks are
// released later than anything else of a thread, by its static and thread_local tensors: the lists
// are closed by then, and stay.
struct ThreadLists {
  std::array<FreeBlock*, kClasses> heads{};
  std::size_t held = kClosed;
  bool ended = false;

  void trim() noexcept {
    for (FreeBlock*& head : heads)
      while (head != nullptr) std::free(std::exchange(head, head->next));
    if (held != kClosed) held = 0;
  }
  void open() noexcept;
};

constinit thread_local ThreadLists lists;

struct ClosesTheLists {
  ~ClosesTheLists() {
    lists.trim();
    lists.held = kClosed;
    lists.ended = true;
  }
};

void ThreadLists::open() noexcept {
  if (!kPooled || ended || held != kClosed) return;
  thread_local const ClosesTheLists at_the_end_of_the_thread;
  held = 0;
}

}  // namespace

void* pool_allocate(std::size_t bytes) {
  const SizeClass size = size_class(bytes);
  ThreadLists& own = lists;
  FreeBlock* block = own.heads[size.index];
  if (block == nullptr) return system_allocate(size.bytes);
  own.heads[size.index] = block->next;
  own.held -= size.bytes;
  return block;
}

void pool_release(void* block, std::size_t bytes) noexcept {
  const SizeClass size = size_class(bytes);
#ifndef NDEBUG
  std::memset(block, 0xff, size.bytes);  // NaN, so that a use after release shows
#endif
  ThreadLists& own = lists;
  if (own.held == kClosed) [[unlikely]]
    own.open();
  if (own.held + size.bytes > capacity.load(std::memory_order_relaxed)) [[unlikely]]
    return std::free(block);
  own.heads[size.index] = new (block) FreeBlock{own.heads[size.index]};
  own.held += size.bytes;
}

void set_pool_capacity(std::size_t bytes) {
  capacity.store(std::min(bytes, kClosed - 1), std::memory_order_relaxed);
  if (pool_bytes() > bytes) trim_pool();
}

std::size_t pool_bytes() { return lists.held == kClosed ? 0 : lists.held; }

void trim_pool() noexcept { lists.trim(); }

}  // namespace gradflow
