#pragma once
// What an optimiser does to a weight and all that it keeps beside it, in one walk over memory: a
// function of one element of each of several arrays, which it changes in place. The functions are
// arithmetic, which gives an element the same bits in a vector and alone.

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "tensor/elementwise.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {

namespace lift {

// The pointers are parameters for the reason that map_lanes gives.
template <class T, class F, class... Targets>
void update_run(std::int64_t count, F f, const T* __restrict x,
                Targets* __restrict... targets) noexcept {
  for (std::int64_t i = 0; i < count; ++i) f(x[i], targets[i]...);
}

inline void require_distinct(std::initializer_list<const Tensor*> tensors,
                             std::string_view operation) {
  for (const Tensor* const* a = tensors.begin(); a != tensors.end(); ++a)
    for (const Tensor* const* b = tensors.begin(); b != a; ++b)
      require(*a != *b, "{}: two targets are one tensor", operation);
}

}  // namespace lift

// f(x[i], a[i], b[i], …) for every i: f takes x's element by value and the others by reference.
// Shapes and types must be equal, and no target another one or x (ShapeError, TypeError or
// ArgumentError, naming `operation`); SharedError when somebody else holds a target.
template <class F, class... Targets>
void update_each(const Tensor& x, F f, std::string_view operation, Targets&... targets) {
  (detail::require_alike(targets, x, operation), ...);
  lift::require_distinct({&targets...}, operation);
  dispatch_floating(x.dtype(), operation, [&]<class T>(T) {
    const auto walk = [f, count = x.elements(), from = x.values<T>().data()](auto*... to) {
      lift::share_out<F, 1 + sizeof...(Targets)>(
          count, 1, [=](std::int64_t begin, std::int64_t end) noexcept {
            lift::update_run(end - begin, f, from + begin, (to + begin)...);
          });
    };
    walk(targets.template edit<T>().data()...);
  });
}

}  // namespace GRADFLOW_ISA
}  // namespace gradflow
