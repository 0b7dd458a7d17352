#pragma once
// map and zip: a function of one or two elements, lifted to whole tensors. Threads, element types
// and broadcasting are their business, so an op says only what happens to an element. A function is
// a named function object with `template <class T> T operator()(T…) const`; it must not throw. An
// expensive one states `static constexpr int kCost`, in additions, so that it is shared out
// earlier.

#include <cstdint>
#include <string_view>

#include "tensor/isa.h"
#include "tensor/parallel.h"
#include "tensor/runs.h"
#include "tensor/tensor.h"

namespace gradflow {

namespace detail {

// How two operands stretch to one shape: axes that stretch alike are merged, the last one is the
// inner loop. A stride is in elements, 0 where the operand repeats.
struct BroadcastPlan {
  Shape shape;  // of the result, not merged
  int rank = 0;
  std::int64_t extents[Shape::kMaxRank] = {};
  std::int64_t left[Shape::kMaxRank] = {};
  std::int64_t right[Shape::kMaxRank] = {};

  std::int64_t inner() const { return extents[rank - 1]; }
  std::int64_t rows() const;
  // Offsets of both operands at the start of a row.
  void offsets(std::int64_t row, std::int64_t& left_offset, std::int64_t& right_offset) const;
};

// ShapeError, naming `operation`, when the shapes do not fit.
BroadcastPlan plan_broadcast(const Shape& a, const Shape& b, std::string_view operation);

[[noreturn]] void refuse_types(const Tensor& a, const Tensor& b, std::string_view operation);

// TypeError, naming `operation`, for operands of two element types.
inline void require_one_type(const Tensor& a, const Tensor& b, std::string_view operation) {
  require_defined(a, operation, "left operand");
  require_defined(b, operation, "right operand");
  if (a.dtype() != b.dtype()) [[unlikely]]
    refuse_types(a, b, operation);
}

[[noreturn]] void refuse_unlike(const Tensor& target, const Tensor& other,
                                std::string_view operation);

// What is written in place needs an operand of one shape and type, and not itself. ShapeError,
// TypeError or ArgumentError, naming `operation`.
inline void require_alike(const Tensor& target, const Tensor& other, std::string_view operation) {
  require_defined(target, operation, "target");
  require_defined(other, operation, "operand");
  if (&target == &other || target.shape() != other.shape() || target.dtype() != other.dtype())
      [[unlikely]]
    refuse_unlike(target, other, operation);
}

}  // namespace detail

inline namespace GRADFLOW_ISA {
namespace lift {

using detail::BroadcastPlan;

// Waking the team costs about 4 µs and moves half of the elements into another cache. Additions pay
// for that from where the arrays together outgrow the second-level cache of one processor, 1 MiB;
// measured on two.
constexpr std::int64_t kElementGrain = detail::grain(262144);
// What a thread takes at once: small, so that shares are even.
constexpr std::int64_t kPiece = 4096;

// Elements of one array from which on work on `kArrays` of them is shared out.
template <class F, int kArrays>
constexpr std::int64_t grain() {
  return detail::at_least(2, kElementGrain / (kArrays * cost<F>()));
}

// body(begin, end) over `count` units of `elements` each, on the team when F makes that worth it.
template <class F, int kArrays = 2, class Body>
void share_out(std::int64_t count, std::int64_t elements, Body body) {
  constexpr std::int64_t kGrain = grain<F, kArrays>();
  if (count * elements < kGrain) return body(std::int64_t{0}, count);
  const std::int64_t at_once =
      detail::at_least(1, detail::at_most(kPiece, kGrain / 2) / detail::at_least(1, elements));
  for_pieces((count + at_once - 1) / at_once, [&](std::int64_t piece) noexcept {
    body(piece * at_once, detail::at_most(count, (piece + 1) * at_once));
  });
}

template <class T, class F>
void zip_row(const T* left, std::int64_t left_stride, const T* right, std::int64_t right_stride,
             T* out, std::int64_t count, F f) noexcept {
  if (left_stride == 0) {
    zip_run<0, 1>(left, right, out, count, f);
  } else if (right_stride == 0) {
    zip_run<1, 0>(left, right, out, count, f);
  } else {
    zip_run<1, 1>(left, right, out, count, f);
  }
}

template <class T, class F>
void zip_rows(const BroadcastPlan& plan, const T* left, const T* right, T* out, F f) noexcept {
  const std::int64_t inner = plan.inner();
  const std::int64_t left_stride = plan.left[plan.rank - 1];
  const std::int64_t right_stride = plan.right[plan.rank - 1];
  if (plan.rank == 1) {
    share_out<F>(inner, 1, [&](std::int64_t begin, std::int64_t end) noexcept {
      zip_row(left + begin * left_stride, left_stride, right + begin * right_stride, right_stride,
              out + begin, end - begin, f);
    });
    return;
  }
  share_out<F>(plan.rows(), inner, [&](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t row = begin; row < end; ++row) {
      std::int64_t left_offset = 0, right_offset = 0;
      plan.offsets(row, left_offset, right_offset);
      zip_row(left + left_offset, left_stride, right + right_offset, right_stride,
              out + row * inner, inner, f);
    }
  });
}

// Operands of one shape are one run, whatever the shape.
template <class F>
Tensor zip_alike(const Tensor& a, const Tensor& b, F f, std::string_view operation) {
  return dispatch_floating(a.dtype(), operation, [&]<class T>(T) {
    const T* left = a.values<T>().data();
    const T* right = b.values<T>().data();
    const std::int64_t count = a.elements();
    Tensor out = Tensor::uninitialised(a.shape(), a.dtype());
    T* to = out.edit<T>().data();
    share_out<F, 3>(count, 1, [=](std::int64_t begin, std::int64_t end) noexcept {
      zip_run<1, 1>(left + begin, right + begin, to + begin, end - begin, f);
    });
    return out;
  });
}

// Not inlined, so that operands of one shape do not pay for the plan's place on the stack.
template <class F>
[[gnu::noinline]] Tensor zip_stretched(const Tensor& a, const Tensor& b, F f,
                                       std::string_view operation) {
  const BroadcastPlan plan = detail::plan_broadcast(a.shape(), b.shape(), operation);
  return dispatch_floating(a.dtype(), operation, [&]<class T>(T) {
    Tensor out = Tensor::uninitialised(plan.shape, a.dtype());
    if (out.elements() > 0)
      zip_rows(plan, a.values<T>().data(), b.values<T>().data(), out.edit<T>().data(), f);
    return out;
  });
}

}  // namespace lift

// out[i] = f(x[i]). TypeError, naming `operation`, for int32.
template <class F>
Tensor map(const Tensor& x, F f, std::string_view operation = "map") {
  require_defined(x, operation, "input");
  return dispatch_floating(x.dtype(), operation, [&]<class T>(T) {
    const T* from = x.values<T>().data();
    const std::int64_t count = x.elements();
    Tensor out = Tensor::uninitialised(x.shape(), x.dtype());
    T* to = out.edit<T>().data();
    lift::share_out<F>(count, 1, [=](std::int64_t begin, std::int64_t end) noexcept {
      lift::map_run(from + begin, to + begin, end - begin, f);
    });
    return out;
  });
}

// out[i] = f(a[i], b[i]), both stretched by NumPy's rule. ShapeError or TypeError, naming
// `operation` and both operands, when they do not fit.
template <class F>
Tensor zip(const Tensor& a, const Tensor& b, F f, std::string_view operation = "zip") {
  detail::require_one_type(a, b, operation);
  if (a.shape() == b.shape()) return lift::zip_alike(a, b, f, operation);
  return lift::zip_stretched(a, b, f, operation);
}

// target[i] = f(target[i], x[i]), in place; shapes and types must be equal. SharedError when
// somebody else holds the target.
template <class F>
void zip_into(Tensor& target, const Tensor& x, F f, std::string_view operation = "zip_into") {
  detail::require_alike(target, x, operation);
  dispatch_floating(target.dtype(), operation, [&]<class T>(T) {
    T* to = target.edit<T>().data();
    const T* from = x.values<T>().data();
    lift::share_out<F>(target.elements(), 1, [&](std::int64_t begin, std::int64_t end) noexcept {
      lift::zip_in_place(to + begin, from + begin, end - begin, f);
    });
  });
}

}  // namespace GRADFLOW_ISA
}  // namespace gradflow
