#pragma once
// A reference-counted block of elements: header and data in one allocation, data on a 64-byte
// boundary. Only Tensor holds one. The count is atomic, so tensors may be shared between threads; a
// sole owner gives its block back without a locked instruction.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

#include "tensor/pool.h"

namespace gradflow {

class alignas(64) Storage {
 public:
  static Storage* allocate(std::size_t bytes) {
    return new (pool_allocate(sizeof(Storage) + bytes)) Storage(bytes);
  }

  std::byte* data() { return reinterpret_cast<std::byte*>(this + 1); }
  std::int64_t owners() const { return owners_.load(std::memory_order_acquire); }

  void retain() { owners_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (owners() == 1 || owners_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      const std::size_t bytes = sizeof(Storage) + bytes_;
      this->~Storage();
      pool_release(this, bytes);
    }
  }

 private:
  explicit Storage(std::size_t bytes) : bytes_(bytes) {}

  std::size_t bytes_;
  std::atomic<std::int64_t> owners_{1};
};

// One share in a Storage, or none.
class StorageShare {
 public:
  StorageShare() = default;
  explicit StorageShare(Storage* adopted) : storage_(adopted) {}
  StorageShare(const StorageShare& other) : storage_(other.storage_) {
    if (storage_ != nullptr) storage_->retain();
  }
  StorageShare(StorageShare&& other) noexcept : storage_(std::exchange(other.storage_, nullptr)) {}
  StorageShare& operator=(StorageShare other) noexcept {
    std::swap(storage_, other.storage_);
    return *this;
  }
  ~StorageShare() {
    if (storage_ != nullptr) storage_->release();
  }

  Storage* get() const { return storage_; }

 private:
  Storage* storage_ = nullptr;
};

}  // namespace gradflow
