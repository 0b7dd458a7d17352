#include "tensor/pool.h"

#include <sys/mman.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "tensor/processor.h"

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

#ifdef NDEBUG
constexpr bool kFilled = false;
#else
constexpr bool kFilled = true;  // with NaN, so that a use after release shows
#endif

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kDefaultCapacity = std::size_t{1} << 30;

std::atomic<std::size_t> capacity{kDefaultCapacity};

// Blocks are released later than anything else of a thread, by its static and thread_local tensors:
// by then the lists are closed.
constinit thread_local bool closed = false;

struct ClosesTheLists {
  ~ClosesTheLists() {
    trim_pool();
    closed = true;
  }
};

bool lists_are_open() {
  if (closed) return false;
  thread_local const ClosesTheLists at_the_end_of_the_thread;
  return true;
}

}  // namespace

// No tensor without this file, and so none without that check.
[[gnu::used]] constinit const bool* const kCheck = &processor_is_checked;

namespace detail {

constinit thread_local FreeLists free_lists;
constinit std::atomic<std::size_t> quick_capacity{kPooled && !kFilled ? kDefaultCapacity : 0};

void* allocate_from_system(std::size_t bytes) {
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : kAlignment;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* block = std::aligned_alloc(alignment, rounded);
  if (block == nullptr) throw std::bad_alloc();
  if (bytes >= kHugePage)
    madvise(block, rounded, MADV_HUGEPAGE);  // a hint: failure changes nothing
  return block;
}

void release_slowly(void* block, SizeClass size) noexcept {
  if constexpr (kFilled) std::memset(block, 0xff, size.bytes);
  FreeLists& own = free_lists;
  const bool room = own.held + size.bytes <= capacity.load(std::memory_order_relaxed);
  if (!kPooled || !room || !lists_are_open()) return std::free(block);
  own.heads[size.index] = new (block) FreeBlock{own.heads[size.index]};
  own.held += size.bytes;
}

}  // namespace detail

void set_pool_capacity(std::size_t bytes) {
  capacity.store(bytes, std::memory_order_relaxed);
  if (kPooled && !kFilled) detail::quick_capacity.store(bytes, std::memory_order_relaxed);
  if (pool_bytes() > bytes) trim_pool();
}

std::size_t pool_capacity() { return capacity.load(std::memory_order_relaxed); }

std::size_t pool_bytes() { return detail::free_lists.held; }

void trim_pool() noexcept {
  for (detail::FreeBlock*& head : detail::free_lists.heads)
    while (head != nullptr) std::free(std::exchange(head, head->next));
  detail::free_lists.held = 0;
}

}  // namespace gradflow
