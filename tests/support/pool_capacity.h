#pragma once
// PoolCapacity: free lists of at most so many bytes while it lives, and what was there afterwards.

#include <cstddef>

#include "tensor/pool.h"

namespace gradflow::testing {

class PoolCapacity {
 public:
  explicit PoolCapacity(std::size_t bytes) : before_(pool_capacity()) { set_pool_capacity(bytes); }
  ~PoolCapacity() { set_pool_capacity(before_); }
  PoolCapacity(const PoolCapacity&) = delete;
  PoolCapacity& operator=(const PoolCapacity&) = delete;

 private:
  std::size_t before_;
};

}  // namespace gradflow::testing
