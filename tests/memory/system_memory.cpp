#include "tests/memory/system_memory.h"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

// What glibc has under its own names for whoever replaces malloc.
extern "C" {
void* __libc_malloc(std::size_t bytes);                           // NOLINT
void* __libc_calloc(std::size_t count, std::size_t bytes);        // NOLINT
void* __libc_realloc(void* block, std::size_t bytes);             // NOLINT
void* __libc_memalign(std::size_t alignment, std::size_t bytes);  // NOLINT
void __libc_free(void* block);                                    // NOLINT
}

namespace gradflow::memory {
namespace {

std::atomic<std::int64_t> blocks{0};
std::atomic<std::int64_t> seen_requests{0};
std::atomic<bool> armed{false};
Refusal plan;  // written while not armed

bool refused() {
  if (!armed.load(std::memory_order_acquire)) return false;
  const std::int64_t now = ++seen_requests;
  const bool here =
      plan.request != 0 && (now == plan.request || (plan.from_then && now > plan.request));
  if (here) errno = ENOMEM;
  return here;
}

void* counted(void* block) {
  if (block != nullptr) ++blocks;
  return block;
}

}  // namespace

std::int64_t blocks_in_use() { return blocks; }

std::int64_t requests_of(const std::function<void()>& work, const Refusal& refusal) {
  struct Armed {
    explicit Armed(const Refusal& refusal) {
      plan = refusal;
      seen_requests = 0;
      armed.store(true, std::memory_order_release);
    }
    ~Armed() { armed = false; }
  };
  const Armed while_it_works(refusal);
  work();
  return seen_requests;
}

}  // namespace gradflow::memory

namespace memory = gradflow::memory;

extern "C" {

void* malloc(std::size_t bytes) {
  return memory::refused() ? nullptr : memory::counted(__libc_malloc(bytes));
}

void* calloc(std::size_t count, std::size_t bytes) {
  return memory::refused() ? nullptr : memory::counted(__libc_calloc(count, bytes));
}

void* realloc(void* block, std::size_t bytes) {
  if (block == nullptr) return malloc(bytes);
  if (memory::refused()) return nullptr;
  if (bytes == 0) --memory::blocks;  // freed, and nothing is there
  return __libc_realloc(block, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) {
  return memory::refused() ? nullptr : memory::counted(__libc_memalign(alignment, bytes));
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) { return memalign(alignment, bytes); }

int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) {
  void* made = memalign(alignment, bytes);
  if (made != nullptr) *block = made;
  return made != nullptr ? 0 : ENOMEM;
}

void free(void* block) {
  if (block != nullptr) --memory::blocks;
  __libc_free(block);
}

}  // extern "C"
