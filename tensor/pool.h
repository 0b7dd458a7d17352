#pragma once
// Free lists of memory blocks, one set per thread. A training step allocates the same sizes again
// and again, and the first touch of a fresh page costs more than the arithmetic on it. Storage and
// graph nodes live here. A block may be freed on another thread: it joins that thread's lists. Off
// under the address sanitizer, so that it sees every use after free.

#include <atomic>
#include <bit>
#include <cstddef>
#include <new>
#include <vector>

namespace gradflow {

namespace detail {

struct FreeBlock {
  FreeBlock* next;
};

struct SizeClass {
  std::size_t index;
  std::size_t bytes;
};

// Up to a kilobyte, where graph nodes and small tensors are, the classes are 64 bytes apart; above
// it there are four to a power of two, so that at most a fifth of a block is slack.
constexpr std::size_t kSmallBlock = 1024;
constexpr std::size_t kSmallClasses = kSmallBlock / 64;
constexpr std::size_t kSizeClasses = 1 + kSmallClasses + 4 * 54;

constexpr SizeClass size_class(std::size_t bytes) {
  if (bytes <= kSmallBlock) {
    const std::size_t lines = bytes == 0 ? 1 : (bytes + 63) / 64;
    return {lines, lines * 64};
  }
  const auto exponent = static_cast<std::size_t>(std::bit_width(bytes - 1)) - 1;  // 10 or more
  const std::size_t whole = std::size_t{1} << exponent, step = whole / 4;
  const std::size_t quarter = (bytes - whole + step - 1) >> (exponent - 2);
  return {kSmallClasses + (exponent - 10) * 4 + quarter, whole + quarter * step};
}

// Of one thread. Trivial to construct and to destroy, so that a use is one access without a guard.
struct FreeLists {
  FreeBlock* heads[kSizeClasses] = {};
  std::size_t held = 0;
};
extern constinit thread_local FreeLists free_lists;

// What a list may take without a second look: nothing where blocks are filled or are not kept.
extern std::atomic<std::size_t> quick_capacity;

void* allocate_from_system(std::size_t bytes);
void release_slowly(void* block, SizeClass size) noexcept;

}  // namespace detail

// Memory of at least `bytes`, aligned to 64 bytes; from 2 MiB up on huge pages where the system has
// them. std::bad_alloc when there is none.
inline void* pool_allocate(std::size_t bytes) {
  const detail::SizeClass size = detail::size_class(bytes);
  detail::FreeLists& own = detail::free_lists;
  detail::FreeBlock* block = own.heads[size.index];
  if (block == nullptr) [[unlikely]]
    return detail::allocate_from_system(size.bytes);
  own.heads[size.index] = block->next;
  own.held -= size.bytes;
  return block;
}

// `bytes` as given to pool_allocate.
inline void pool_release(void* block, std::size_t bytes) noexcept {
  const detail::SizeClass size = detail::size_class(bytes);
  detail::FreeLists& own = detail::free_lists;
  // A list that holds nothing may be new to its thread, or closed at the thread's end.
  if (own.held == 0 ||
      own.held + size.bytes > detail::quick_capacity.load(std::memory_order_relaxed)) [[unlikely]]
    return detail::release_slowly(block, size);
  own.heads[size.index] = ::new (block) detail::FreeBlock{own.heads[size.index]};
  own.held += size.bytes;
}

// What the lists of each thread may hold before blocks go back to the system (default 1 GiB). Trims
// those of the caller when they hold more; the other threads' take no more until they hold less.
void set_pool_capacity(std::size_t bytes);
std::size_t pool_capacity();
std::size_t pool_bytes();   // held by this thread's lists now
void trim_pool() noexcept;  // gives all of it back

// For what is built and dropped in every pass: a vector whose memory comes from the pool.
template <class T>
struct PoolAllocator {
  using value_type = T;
  PoolAllocator() = default;
  template <class U>
  PoolAllocator(const PoolAllocator<U>&) {}  // NOLINT: converts
  T* allocate(std::size_t count) { return static_cast<T*>(pool_allocate(count * kSize)); }
  void deallocate(T* block, std::size_t count) noexcept { pool_release(block, count * kSize); }
  friend bool operator==(PoolAllocator, PoolAllocator) { return true; }

 private:
  static constexpr std::size_t kSize = sizeof(T);  // NOLINT: T may well be a pointer
};
template <class T>
using PooledVector = std::vector<T, PoolAllocator<T>>;

}  // namespace gradflow
