#pragma once
// The block behind a tensor: how many handles hold it, its element type and shape, and its
// elements, all in one allocation, the elements on a 64-byte boundary. The block of a view has no
// elements of its own: it shows those of another block, of which it holds a share. Only Tensor
// makes and holds blocks. The count is atomic, so tensors may be shared between threads; a sole
// owner gives its block back without a locked instruction, and a process of one thread counts
// without any.

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define GRADFLOW_KNOWS_THREADS
#endif

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "tensor/dtype.h"
#include "tensor/shape.h"

namespace gradflow {

class alignas(64) Storage {
 public:
  // Both return a block with one owner.
  static Storage* allocate(const Shape& shape, DType dtype);
  static Storage* view(Storage& of, std::byte* data, const Shape& shape);
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  const Shape& shape() const { return shape_; }
  DType dtype() const { return dtype_; }
  std::byte* data() { return data_; }

  // Handles that hold these elements, through this block or another one; of a view's other handles,
  // whoever asks elsewhere counts one.
  std::int64_t owners() const {
    const std::int64_t own = owners_.load(std::memory_order_acquire);
    return whole_ == nullptr ? own : own + whole_->owners() - 1;
  }
  // The block that has the elements.
  const Storage* whole() const { return whole_ == nullptr ? this : whole_; }

  void retain() {
    if (alone()) {
      owners_.store(owners_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    } else {
      owners_.fetch_add(1, std::memory_order_relaxed);
    }
  }
  void release() noexcept {
    const std::int64_t before = owners_.load(std::memory_order_acquire);
    if (before > 1 && alone()) return owners_.store(before - 1, std::memory_order_relaxed);
    if (before == 1 || owners_.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy();
  }

 private:
  Storage(Storage* whole, std::byte* data, std::size_t block_bytes, const Shape& shape, DType dtype)
      : whole_(whole), data_(data), block_bytes_(block_bytes), dtype_(dtype), shape_(shape) {}
  ~Storage() = default;

  // Whether the process has one thread only, as the C library knows it: shared_ptr asks the same.
  static bool alone() {
#ifdef GRADFLOW_KNOWS_THREADS
    return __libc_single_threaded != 0;
#else
    return false;
#endif
  }
  void destroy() noexcept;

  std::atomic<std::int64_t> owners_{1};
  Storage* whole_;  // of a view, else null
  std::byte* data_;
  std::size_t block_bytes_;  // of this block, as the pool was asked for them
  DType dtype_;
  Shape shape_;
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
  StorageShare& operator=(const StorageShare& other) {
    return *this = StorageShare(other);  // which may be this one
  }
  StorageShare& operator=(StorageShare&& other) noexcept {
    Storage* taken = std::exchange(other.storage_, nullptr);
    Storage* held = std::exchange(storage_, taken);
    if (held != nullptr) held->release();
    return *this;
  }
  ~StorageShare() {
    if (storage_ != nullptr) storage_->release();
  }

  Storage* get() const { return storage_; }
  Storage* operator->() const { return storage_; }

 private:
  Storage* storage_ = nullptr;
};

}  // namespace gradflow
