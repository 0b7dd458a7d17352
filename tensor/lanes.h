#pragma once
// Lanes<T>: 64 bytes of elements that are added and multiplied side by side, whatever the width of
// the processor's vectors. The matrix product is written in it. Sixteen floats or eight doubles on
// every instruction set, so a sum over lanes has one order everywhere.

#include <cstdint>

#include "tensor/isa.h"

#if defined(__AVX512F__)
// g++ 12 takes the deliberately undefined registers of its own header for mistakes.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

namespace gradflow {
inline namespace GRADFLOW_ISA {

#if defined(__AVX512F__)

template <class T>
struct Lanes;

template <>
struct Lanes<float> {
  static constexpr int kCount = 16;
  __m512 v = _mm512_setzero_ps();

  static Lanes load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static Lanes broadcast(float x) { return {_mm512_set1_ps(x)}; }
  static Lanes load_first(const float* p, int n) { return {_mm512_maskz_loadu_ps(mask(n), p)}; }
  void store(float* p) const { _mm512_storeu_ps(p, v); }
  void store_first(float* p, int n) const { _mm512_mask_storeu_ps(p, mask(n), v); }
  friend Lanes multiply_add(Lanes a, Lanes b, Lanes c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
  friend Lanes operator*(Lanes a, Lanes b) { return {_mm512_mul_ps(a.v, b.v)}; }

 private:
  static __mmask16 mask(int n) { return static_cast<__mmask16>((1U << n) - 1U); }
};

template <>
struct Lanes<double> {
  static constexpr int kCount = 8;
  __m512d v = _mm512_setzero_pd();

  static Lanes load(const double* p) { return {_mm512_loadu_pd(p)}; }
  static Lanes broadcast(double x) { return {_mm512_set1_pd(x)}; }
  static Lanes load_first(const double* p, int n) { return {_mm512_maskz_loadu_pd(mask(n), p)}; }
  void store(double* p) const { _mm512_storeu_pd(p, v); }
  void store_first(double* p, int n) const { _mm512_mask_storeu_pd(p, mask(n), v); }
  friend Lanes multiply_add(Lanes a, Lanes b, Lanes c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
  friend Lanes operator*(Lanes a, Lanes b) { return {_mm512_mul_pd(a.v, b.v)}; }

 private:
  static __mmask8 mask(int n) { return static_cast<__mmask8>((1U << n) - 1U); }
};

#else

// Without 64-byte vectors: an array whose loops the compiler turns into the vectors there are.
template <class T>
struct Lanes {
  static constexpr int kCount = 64 / static_cast<int>(sizeof(T));
  alignas(64) T v[kCount] = {};

  static Lanes load(const T* p) { return load_first(p, kCount); }
  static Lanes broadcast(T x) {
    Lanes lanes;
    for (int i = 0; i < kCount; ++i) lanes.v[i] = x;
    return lanes;
  }
  static Lanes load_first(const T* p, int n) {
    Lanes lanes;
    for (int i = 0; i < n; ++i) lanes.v[i] = p[i];
    return lanes;
  }
  void store(T* p) const { store_first(p, kCount); }
  void store_first(T* p, int n) const {
    for (int i = 0; i < n; ++i) p[i] = v[i];
  }
  friend Lanes multiply_add(Lanes a, Lanes b, Lanes c) {
    for (int i = 0; i < kCount; ++i) c.v[i] = gradflow::multiply_add(a.v[i], b.v[i], c.v[i]);
    return c;
  }
  friend Lanes operator*(Lanes a, Lanes b) {
    for (int i = 0; i < kCount; ++i) a.v[i] *= b.v[i];
    return a;
  }
};

#endif

// The lanes folded in halves: (0 + 8) + (4 + 12) …, one order on every instruction set.
#if defined(__AVX512F__)
inline float sum_of(const Lanes<float>& lanes) { return _mm512_reduce_add_ps(lanes.v); }
inline double sum_of(const Lanes<double>& lanes) { return _mm512_reduce_add_pd(lanes.v); }
#else
template <class T>
T sum_of(const Lanes<T>& lanes) {
  T v[Lanes<T>::kCount];
  lanes.store(v);
  for (int half = Lanes<T>::kCount / 2; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) v[i] += v[i + half];
  return v[0];
}
#endif

}  // namespace GRADFLOW_ISA
}  // namespace gradflow
