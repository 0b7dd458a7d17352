#include "tensor/storage.h"

#include <new>

#include "tensor/error.h"
#include "tensor/pool.h"

namespace gradflow {

namespace {

// Says which tensor it was that found no memory.
void* allocate_elements(std::size_t bytes, const Shape& shape, DType dtype) {
  try {
    return pool_allocate(bytes);
  } catch (const std::bad_alloc&) {
    detail::refuse<MemoryError>("Tensor: no memory for {} {}, {} bytes", shape, dtype,
                                bytes - sizeof(Storage));
  }
}

}  // namespace

Storage* Storage::allocate(const Shape& shape, DType dtype) {
  const auto elements = static_cast<std::size_t>(shape.elements());
  const std::size_t bytes = sizeof(Storage) + elements * size_in_bytes(dtype);
  void* block = allocate_elements(bytes, shape, dtype);
  std::byte* data = static_cast<std::byte*>(block) + sizeof(Storage);
  return new (block) Storage(nullptr, data, bytes, shape, dtype);
}

// A view of a view shows the same whole, so that the share of the first does not stay with it.
Storage* Storage::view(Storage& of, std::byte* data, const Shape& shape) {
  void* block = pool_allocate(sizeof(Storage));
  Storage* whole = of.whole_ == nullptr ? &of : of.whole_;
  whole->retain();
  return new (block) Storage(whole, data, sizeof(Storage), shape, of.dtype_);
}

void Storage::destroy() noexcept {
  Storage* whole = whole_;
  const std::size_t bytes = block_bytes_;
  this->~Storage();
  pool_release(this, bytes);
  if (whole != nullptr) whole->release();
}

}  // namespace gradflow
