#pragma once
// Products of many small matrices: one product in memory without checks, and how a batch of them is
// shared out. What the batched product and attention are made of; nobody else includes this.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>

#include "tensor/matmul_target.h"
#include "tensor/parallel.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace kernel {

constexpr std::int64_t kWorkerGrain = detail::grain(300'000);  // multiply-adds: about three µs

// out = a b for matrices that lie in memory as matmul takes them, with the bits of matmul. At most
// one of them transposed. Defined, for both types, in matmul.cpp.
template <class T>
void multiply_matrices(const T* a, const T* b, bool transpose_a, bool transpose_b,
                       const Extents& extents, T* out);

// body(i) for every matrix 0 … count-1, of `work` multiply-adds each. Members of the team take
// whole matrices when there are enough of them; otherwise one matrix after the other, and the loops
// in body use the team. Memory for a kernel's copies is taken within the piece: an error there is
// thrown once the team is done.
template <class Body>
void for_matrices(std::int64_t count, std::int64_t work, const Body& body) {
  const auto some = [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) body(i);
  };
  if (count < threads()) return some(0, count);
  std::atomic_flag failed;
  std::exception_ptr first;  // read when the team is done
  for_ranges(count, divide_up(kWorkerGrain, std::max<std::int64_t>(1, work)),
             [&](std::int64_t begin, std::int64_t end) noexcept {
               try {
                 some(begin, end);
               } catch (...) {
                 if (!failed.test_and_set()) first = std::current_exception();
               }
             });
  if (first) std::rethrow_exception(first);
}

}  // namespace kernel
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
