#pragma once
// Memory as a hand-written loop should have it: on huge pages where the system gives them.

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

namespace bench {

// Floats, zero, that start on a huge page, or on a cache line when there are few.
class Buffer {
 public:
  explicit Buffer(std::size_t count = 0) : count_(count) {
    if (count == 0) return;
    constexpr std::size_t kLine = 64, kHugePage = std::size_t{2} << 20U;
    const std::size_t alignment = count * sizeof(float) < kHugePage ? kLine : kHugePage;
    const std::size_t bytes = (count * sizeof(float) + alignment - 1) / alignment * alignment;
    void* memory = std::aligned_alloc(alignment, bytes);
    if (memory == nullptr) throw std::bad_alloc();
    if (alignment == kHugePage) ::madvise(memory, bytes, MADV_HUGEPAGE);
    values_.reset(static_cast<float*>(memory));
    for (float& value : span()) value = 0;
  }

  float* data() { return values_.get(); }
  const float* data() const { return values_.get(); }
  float& operator[](std::size_t i) { return values_.get()[i]; }
  float operator[](std::size_t i) const { return values_.get()[i]; }
  std::span<float> span() { return {values_.get(), count_}; }

 private:
  struct Free {
    void operator()(float* memory) const { std::free(memory); }
  };
  std::unique_ptr<float, Free> values_;
  std::size_t count_;
};

}  // namespace bench
