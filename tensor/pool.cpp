#include "tensor/pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
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

// Four size classes to a power of two: at most a fifth of a block is slack.
constexpr std::size_t kClasses = 64 * 4;

struct SizeClass {
  std::size_t index;
  std::size_t bytes;
};

SizeClass size_class(std::size_t bytes) {
  bytes = std::max(bytes, kAlignment * 4);
  const auto exponent = static_cast<std::size_t>(std::bit_width(bytes - 1)) - 1;
  const std::size_t step = std::size_t{1} << (exponent - 2);
  const std::size_t quarter = (bytes - (std::size_t{1} << exponent) + step - 1) / step;
  return {exponent * 4 + quarter, (std::size_t{1} << exponent) + quarter * step};
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

struct ThreadLists {
  std::array<FreeBlock*, kClasses> heads{};
  std::size_t held = 0;

  ~ThreadLists();

  void trim() noexcept {
    for (FreeBlock*& head : heads)
      while (head != nullptr) std::free(std::exchange(head, head->next));
    held = 0;
  }
};

// Outside the lists, because it is read when they are gone: by static and by thread_local tensors
// that a thread frees after them.
constinit thread_local bool lists_are_gone = false;

ThreadLists::~ThreadLists() {
  trim();
  lists_are_gone = true;
}

ThreadLists* lists() {  // null at the end of the thread
  if (lists_are_gone) return nullptr;
  thread_local ThreadLists thread_lists;
  return &thread_lists;
}

}  // namespace

void* pool_allocate(std::size_t bytes) {
  const SizeClass size = size_class(bytes);
  if constexpr (kPooled) {
    ThreadLists* own = lists();
    if (own != nullptr && own->heads[size.index] != nullptr) {
      FreeBlock* block = own->heads[size.index];
      own->heads[size.index] = block->next;
      own->held -= size.bytes;
      return block;
    }
  }
  return system_allocate(size.bytes);
}

void pool_release(void* block, std::size_t bytes) noexcept {
  const SizeClass size = size_class(bytes);
#ifndef NDEBUG
  std::memset(block, 0xff, size.bytes);  // NaN, so that a use after release shows
#endif
  if constexpr (kPooled) {
    ThreadLists* own = lists();
    if (own != nullptr && own->held + size.bytes <= capacity.load(std::memory_order_relaxed)) {
      own->heads[size.index] = new (block) FreeBlock{own->heads[size.index]};
      own->held += size.bytes;
      return;
    }
  }
  std::free(block);
}

void set_pool_capacity(std::size_t bytes) {
  capacity.store(bytes, std::memory_order_relaxed);
  if (pool_bytes() > bytes) trim_pool();
}

std::size_t pool_bytes() {
  const ThreadLists* own = lists();
  return own == nullptr ? 0 : own->held;
}

void trim_pool() noexcept {
  if (ThreadLists* own = lists()) own->trim();
}

}  // namespace gradflow
