#include "tests/allocation/system_memory.h"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <exception>

// What glibc has under its own names for whoever replaces malloc.
extern "C" {
void* __libc_malloc(std::size_t bytes);                           // NOLINT
void* __libc_calloc(std::size_t count, std::size_t bytes);        // NOLINT
void* __libc_realloc(void* block, std::size_t bytes);             // NOLINT
void* __libc_memalign(std::size_t alignment, std::size_t bytes);  // NOLINT
void __libc_free(void* block);                                    // NOLINT
}

namespace gradflow::allocation {
namespace {

std::atomic<std::int64_t> blocks{0};
std::atomic<std::int64_t> seen_allocations{0};
std::atomic<bool> armed{false};
Fault plan;  // written while not armed

bool fails() {
  if (!armed.load(std::memory_order_acquire)) return false;
  const std::int64_t now = ++seen_allocations;
  const bool here =
      plan.allocation != 0 && (now == plan.allocation || (plan.from_then && now > plan.allocation));
  if (here) errno = ENOMEM;
  return here;
}

void* counted(void* block) {
  if (block != nullptr) ++blocks;
  return block;
}

}  // namespace

std::int64_t blocks_in_use() { return blocks; }

std::int64_t allocations_of(const std::function<void()>& work, const Fault& fault) {
  struct Armed {
    explicit Armed(const Fault& fault) {
      plan = fault;
      seen_allocations = 0;
      armed.store(true, std::memory_order_release);
    }
    ~Armed() { armed = false; }
  };
  const Armed while_it_works(fault);
  work();
  return seen_allocations;
}

std::string error_of(const std::function<void()>& work, const Fault& fault) {
  try {
    allocations_of(work, fault);
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

}  // namespace gradflow::allocation

namespace allocation = gradflow::allocation;

extern "C" {

void* malloc(std::size_t bytes) {
  return allocation::fails() ? nullptr : allocation::counted(__libc_malloc(bytes));
}

void* calloc(std::size_t count, std::size_t bytes) {
  return allocation::fails() ? nullptr : allocation::counted(__libc_calloc(count, bytes));
}

void* realloc(void* block, std::size_t bytes) {
  if (block == nullptr) return malloc(bytes);
  if (allocation::fails()) return nullptr;
  if (bytes == 0) --allocation::blocks;  // freed, and nothing is there
  return __libc_realloc(block, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) {
  return allocation::fails() ? nullptr : allocation::counted(__libc_memalign(alignment, bytes));
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) { return memalign(alignment, bytes); }

int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) {
  void* made = memalign(alignment, bytes);
  if (made != nullptr) *block = made;
  return made != nullptr ? 0 : ENOMEM;
}

void free(void* block) {
  if (block != nullptr) --allocation::blocks;
  __libc_free(block);
}

}  // extern "C"
