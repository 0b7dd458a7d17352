#pragma once
// Lanes<T>: 64 bytes of elements that are added and multiplied side by side: a Vector of AVX-512,
// two of AVX2, four elsewhere. Sixteen floats or eight doubles on every instruction set, so that a
// sum across lanes has one order everywhere: they are folded in halves, (0 + 8) + (4 + 12) ….

#include <type_traits>

#include "tensor/vector.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {

// Two of a kind as one of twice the width.
template <class Half>
struct Pair {
  static constexpr int kCount = 2 * Half::kCount;
  Half low, high;

  template <class T>
  static Pair load(const T* p) {
    return {Half::load(p), Half::load(p + Half::kCount)};
  }
  // The first n; the others are 0.
  template <class T>
  static Pair load_first(const T* p, int n) {
    return {Half::load_first(p, n), Half::load_first(p + Half::kCount, n - Half::kCount)};
  }
  static Pair broadcast(auto x) { return {Half::broadcast(x), Half::broadcast(x)}; }
  template <class T>
  static Pair load_first(const T* p, int n, Pair others) {
    return {Half::load_first(p, n, others.low),
            Half::load_first(p + Half::kCount, n - Half::kCount, others.high)};
  }
  friend Pair multiply_add(Pair a, Pair b, Pair c) {
    return {multiply_add(a.low, b.low, c.low), multiply_add(a.high, b.high, c.high)};
  }
  friend Pair operator+(Pair a, Pair b) { return {a.low + b.low, a.high + b.high}; }
  friend Pair larger(Pair a, Pair b) { return {larger(a.low, b.low), larger(a.high, b.high)}; }
  friend void hold(Pair& pair) {
    hold(pair.low);
    hold(pair.high);
  }
  auto sum() const { return (low + high).sum(); }
  auto largest() const { return larger(low, high).largest(); }
};

template <class T>
using Lanes = std::conditional_t<
    sizeof(Vector<T>) == 64, Vector<T>,
    std::conditional_t<sizeof(Vector<T>) == 32, Pair<Vector<T>>, Pair<Pair<Vector<T>>>>>;

// Four sums at once, in the order of sum().
template <class AnyLanes, class T>
inline void four_sums(const AnyLanes (&of)[4], T* sums) {
  for (int i = 0; i < 4; ++i) sums[i] = of[i].sum();
}

#if defined(__AVX512F__)

// Folded side by side: the halves, then the quarters of all four fill one vector.
inline void four_sums(const Vector<float> (&of)[4], float* sums) {
  const __m512 a = of[0].v, b = of[1].v, c = of[2].v, d = of[3].v;
  const __m512 ab =
      _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xEE));
  const __m512 cd =
      _mm512_add_ps(_mm512_shuffle_f32x4(c, d, 0x44), _mm512_shuffle_f32x4(c, d, 0xEE));
  __m512 all =
      _mm512_add_ps(_mm512_shuffle_f32x4(ab, cd, 0x88), _mm512_shuffle_f32x4(ab, cd, 0xDD));
  all = _mm512_add_ps(all, _mm512_permute_ps(all, 0x4E));
  all = _mm512_add_ps(all, _mm512_permute_ps(all, 0xB1));
  _mm_storeu_ps(sums, _mm512_castps512_ps128(_mm512_maskz_compress_ps(0x1111, all)));
}

inline void four_sums(const Vector<double> (&of)[4], double* sums) {
  const __m512d a = of[0].v, b = of[1].v, c = of[2].v, d = of[3].v;
  const __m512d ab =
      _mm512_add_pd(_mm512_shuffle_f64x2(a, b, 0x44), _mm512_shuffle_f64x2(a, b, 0xEE));
  const __m512d cd =
      _mm512_add_pd(_mm512_shuffle_f64x2(c, d, 0x44), _mm512_shuffle_f64x2(c, d, 0xEE));
  __m512d all =
      _mm512_add_pd(_mm512_shuffle_f64x2(ab, cd, 0x88), _mm512_shuffle_f64x2(ab, cd, 0xDD));
  all = _mm512_add_pd(all, _mm512_permute_pd(all, 0x55));
  _mm256_storeu_pd(sums, _mm512_castpd512_pd256(_mm512_maskz_compress_pd(0x55, all)));
}

#endif

}  // namespace GRADFLOW_ISA
}  // namespace gradflow
