#pragma once
// Runs: a function of one or two elements over neighbouring elements in memory, as vector code and
// on one thread. map and zip are made of them, and so are the rows of a softmax.

#include <cstdint>
#include <type_traits>

#include "tensor/vector.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace lift {

// What F says it costs, in additions.
template <class F>
constexpr int cost() {
  if constexpr (requires { F::kCost; }) return F::kCost;
  return 1;
}

// The shape of every loop over elements: whole blocks, whole vectors, and what is left.
// whole(first, lanes) does `lanes` elements; `lanes` is a constant, so that it becomes straight
// vector code. rest(first, count) does the last ones. A block is several vectors because one alone
// waits for its chain of operations. Always inlined: what it is given fills more registers than a
// call has, which a small tensor would notice.
constexpr int kBlockLanes = 64, kVectorLanes = 16;

template <int kCount>
using LaneCount = std::integral_constant<int, kCount>;

template <class Whole, class Rest>
[[gnu::always_inline]] inline void in_vectors(std::int64_t count, Whole whole, Rest rest) noexcept {
  std::int64_t i = 0;
  for (; i + kBlockLanes <= count; i += kBlockLanes) whole(i, LaneCount<kBlockLanes>());
  for (; i + kVectorLanes <= count; i += kVectorLanes) whole(i, LaneCount<kVectorLanes>());
  if (i < count) rest(i, static_cast<int>(count - i));
}

// Fewer elements than a vector has, in a copy that the first of them fills up, so that they go
// through the same vector code as all others, and no lane raises what none of them does. g++ makes
// no vector code of a loop with a condition, or of one so short.
template <class T>
struct Padded {
  alignas(64) T lanes[kVectorLanes];

  Padded() = default;
  Padded(const T* from, int count) { copy_filled_up<kVectorLanes>(from, count, lanes); }
  void store(T* to, int count) const {
    for (int i = 0; i < kVectorLanes; i += Vector<T>::kCount)
      Vector<T>::load(lanes + i).store_first(to + i, count - i);
  }
};

// Whether what is left is padded: it is done one by one where it is little, because the processor
// cannot hand a part of a vector over from its store to the next operation's load, and where F
// calls the C library.
template <class F, class T>
bool is_padded(int count) {
  constexpr bool kIsVectorCode = std::is_same_v<T, float> && cost<F>() < 64;
  return kIsVectorCode && count > (cost<F>() > 1 ? 2 : 4);
}

// Restrict pointers are parameters, not locals: only then does every compiler trust them. Unrolled
// no further, because g++ would make sixteen single steps of a cheap function before it could make
// them a vector.
template <int kLanes, class T, class F>
void map_lanes(const T* __restrict in, T* __restrict out, F f) noexcept {
#pragma GCC unroll 4
  for (int i = 0; i < kLanes; ++i) out[i] = f(in[i]);
}

template <class T, class F>
void map_rest(const T* in, T* out, int count, F f) noexcept {
  if (is_padded<F, T>(count)) {
    const Padded<T> from(in, count);
    Padded<T> to;
    map_lanes<kVectorLanes>(from.lanes, to.lanes, f);
    to.store(out, count);
  } else {
    for (int i = 0; i < count; ++i) out[i] = f(in[i]);
  }
}

template <class T, class F>
void map_run(const T* in, T* out, std::int64_t count, F f) noexcept {
  in_vectors(
      count,
      [=]<int kLanes>(std::int64_t first, LaneCount<kLanes>) noexcept {
        map_lanes<kLanes>(in + first, out + first, f);
      },
      [=](std::int64_t first, int rest) noexcept { map_rest(in + first, out + first, rest, f); });
}

template <int kLanes, class T, class F>
void replace_lanes(T* __restrict target, F f) noexcept {
#pragma GCC unroll 4
  for (int i = 0; i < kLanes; ++i) target[i] = f(target[i]);
}

template <class T, class F>
void map_in_place(T* target, std::int64_t count, F f) noexcept {
  in_vectors(
      count,
      [=]<int kLanes>(std::int64_t first, LaneCount<kLanes>) noexcept {
        replace_lanes<kLanes>(target + first, f);
      },
      [=](std::int64_t first, int rest) noexcept {
        map_rest(target + first, target + first, rest, f);
      });
}

template <int kLanes, int kLeft, int kRight, class T, class F>
void zip_lanes(const T* __restrict left, const T* __restrict right, T* __restrict out,
               F f) noexcept {
#pragma GCC unroll 4
  for (int i = 0; i < kLanes; ++i) out[i] = f(left[i * kLeft], right[i * kRight]);
}

template <int kLeft, int kRight, class T, class F>
void zip_rest(const T* left, const T* right, T* out, int count, F f) noexcept {
  if (is_padded<F, T>(count)) {
    const Padded<T> from_left(left, kLeft == 0 ? 1 : count);
    const Padded<T> from_right(right, kRight == 0 ? 1 : count);
    Padded<T> to;
    zip_lanes<kVectorLanes, kLeft, kRight>(from_left.lanes, from_right.lanes, to.lanes, f);
    to.store(out, count);
  } else {
    for (int i = 0; i < count; ++i) out[i] = f(left[i * kLeft], right[i * kRight]);
  }
}

template <int kLeft, int kRight, class T, class F>
void zip_run(const T* left, const T* right, T* out, std::int64_t count, F f) noexcept {
  in_vectors(
      count,
      [=]<int kLanes>(std::int64_t first, LaneCount<kLanes>) noexcept {
        zip_lanes<kLanes, kLeft, kRight>(left + first * kLeft, right + first * kRight, out + first,
                                         f);
      },
      [=](std::int64_t first, int rest) noexcept {
        zip_rest<kLeft, kRight>(left + first * kLeft, right + first * kRight, out + first, rest, f);
      });
}

template <int kLanes, class T, class F>
void update_lanes(T* __restrict target, const T* __restrict other, F f) noexcept {
#pragma GCC unroll 4
  for (int i = 0; i < kLanes; ++i) target[i] = f(target[i], other[i]);
}

template <class T, class F>
void zip_in_place(T* target, const T* other, std::int64_t count, F f) noexcept {
  in_vectors(
      count,
      [=]<int kLanes>(std::int64_t first, LaneCount<kLanes>) noexcept {
        update_lanes<kLanes>(target + first, other + first, f);
      },
      [=](std::int64_t first, int rest) noexcept {
        zip_rest<1, 1>(target + first, other + first, target + first, rest, f);
      });
}

}  // namespace lift
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
