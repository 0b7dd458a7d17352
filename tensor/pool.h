#pragma once
// Free lists of memory blocks, one set per thread. A training step allocates the same sizes again
// and again, and the first touch of a fresh page costs more than the arithmetic on it. Storage and
// graph nodes live here. A block may be freed on another thread: it joins that thread's lists. Off
// under the address sanitizer, so that it sees every use after free.

#include <cstddef>
#include <vector>

namespace gradflow {

// Memory of at least `bytes`, aligned to 64 bytes; from 2 MiB up on huge pages where the system has
// them. std::bad_alloc when there is none.
void* pool_allocate(std::size_t bytes);
// `bytes` as given to pool_allocate.
void pool_release(void* block, std::size_t bytes) noexcept;

// What the lists of each thread may hold before blocks go back to the system (default 1 GiB). Trims
// those of the caller when they hold more; the other threads' take no more until they hold less.
void set_pool_capacity(std::size_t bytes);
std::size_t pool_bytes();   // held by this thread's lists now
void trim_pool() noexcept;  // gives all of it back

// For what is built and dropped in every pass: a vector whose memory comes from the pool.
template <class T>
struct PoolAllocator {
  using value_type = T;
  PoolAllocator() = default;
  template <class U>
  PoolAllocator(const PoolAllocator<U>&) {}  // NOLINT: converts
  T* allocate(std::size_t count) { return static_cast<T*>(pool_allocate(count * sizeof(T))); }
  void deallocate(T* block, std::size_t count) noexcept { pool_release(block, count * sizeof(T)); }
  friend bool operator==(PoolAllocator, PoolAllocator) { return true; }
};
template <class T>
using PooledVector = std::vector<T, PoolAllocator<T>>;

}  // namespace gradflow
