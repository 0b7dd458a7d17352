#pragma once
// Vector<T>: one register of elements, at the width of the instruction set the file is compiled
// for. The kernels of the matrix product and the folds are written in it.

#include <cstdint>
#include <limits>
#include <type_traits>

#include "tensor/isa.h"

#if defined(__AVX2__) && defined(__FMA__)
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

// The larger of two, NaN when either is.
template <class T>
T larger(T a, T b) {
  return (a > b || a != a) ? a : b;
}

// The largest of a vector's elements, NaN when there is one.
template <int kCount, class AnyVector>
auto largest_of(const AnyVector& vector) {
  std::remove_cvref_t<decltype(vector.sum())> elements[kCount];
  vector.store(elements);
  for (int i = 1; i < kCount; ++i) elements[0] = larger(elements[0], elements[i]);
  return elements[0];
}

#if defined(__AVX512F__)

template <class T>
struct Vector;

template <>
struct Vector<float> {
  static constexpr int kCount = 16;
  __m512 v = _mm512_setzero_ps();

  static Vector load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static Vector broadcast(float x) { return {_mm512_set1_ps(x)}; }
  // The first n elements, the others being 0 or left alone; none when n is below 1.
  static Vector load_first(const float* p, int n) { return {_mm512_maskz_loadu_ps(mask(n), p)}; }
  static Vector load_first(const float* p, int n, Vector others) {
    return {_mm512_mask_loadu_ps(others.v, mask(n), p)};
  }
  void store(float* p) const { _mm512_storeu_ps(p, v); }
  void store_first(float* p, int n) const { _mm512_mask_storeu_ps(p, mask(n), v); }
  friend Vector multiply_add(Vector a, Vector b, Vector c) {
    return {_mm512_fmadd_ps(a.v, b.v, c.v)};
  }
  friend Vector operator*(Vector a, Vector b) { return {_mm512_mul_ps(a.v, b.v)}; }
  friend Vector operator+(Vector a, Vector b) { return {_mm512_add_ps(a.v, b.v)}; }
  // NaN where either is.
  friend Vector larger(Vector a, Vector b) {
    const auto a_is_nan = _mm512_cmp_ps_mask(a.v, a.v, _CMP_UNORD_Q);
    return {_mm512_mask_mov_ps(_mm512_max_ps(a.v, b.v), a_is_nan, a.v)};
  }
  // Folded in halves: (0 + 8) + (4 + 12) ….
  float sum() const { return _mm512_reduce_add_ps(v); }
  // NaN when there is one.
  float largest() const {
    if (_mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q) != 0) return std::numeric_limits<float>::quiet_NaN();
    return _mm512_reduce_max_ps(v);
  }

 private:
  static __mmask16 mask(int n) {
    return static_cast<__mmask16>(n < 1 ? 0U : 0xFFFFU >> (n < 16 ? 16 - n : 0));
  }
};

template <>
struct Vector<double> {
  static constexpr int kCount = 8;
  __m512d v = _mm512_setzero_pd();

  static Vector load(const double* p) { return {_mm512_loadu_pd(p)}; }
  static Vector broadcast(double x) { return {_mm512_set1_pd(x)}; }
  static Vector load_first(const double* p, int n) { return {_mm512_maskz_loadu_pd(mask(n), p)}; }
  static Vector load_first(const double* p, int n, Vector others) {
    return {_mm512_mask_loadu_pd(others.v, mask(n), p)};
  }
  void store(double* p) const { _mm512_storeu_pd(p, v); }
  void store_first(double* p, int n) const { _mm512_mask_storeu_pd(p, mask(n), v); }
  friend Vector multiply_add(Vector a, Vector b, Vector c) {
    return {_mm512_fmadd_pd(a.v, b.v, c.v)};
  }
  friend Vector operator*(Vector a, Vector b) { return {_mm512_mul_pd(a.v, b.v)}; }
  friend Vector operator+(Vector a, Vector b) { return {_mm512_add_pd(a.v, b.v)}; }
  friend Vector larger(Vector a, Vector b) {
    const auto a_is_nan = _mm512_cmp_pd_mask(a.v, a.v, _CMP_UNORD_Q);
    return {_mm512_mask_mov_pd(_mm512_max_pd(a.v, b.v), a_is_nan, a.v)};
  }
  double sum() const { return _mm512_reduce_add_pd(v); }
  double largest() const {
    if (_mm512_cmp_pd_mask(v, v, _CMP_UNORD_Q) != 0)
      return std::numeric_limits<double>::quiet_NaN();
    return _mm512_reduce_max_pd(v);
  }

 private:
  static __mmask8 mask(int n) {
    return static_cast<__mmask8>(n < 1 ? 0U : 0xFFU >> (n < 8 ? 8 - n : 0));
  }
};

// Keeps a value that serves several operations in a register: g++ would rather load it again for
// each, and loads are what the products run out of.
inline void hold(Vector<float>& vector) { asm("" : "+v"(vector.v)); }
inline void hold(Vector<double>& vector) { asm("" : "+v"(vector.v)); }

#elif defined(__AVX2__) && defined(__FMA__)

template <class T>
struct Vector;

template <>
struct Vector<float> {
  static constexpr int kCount = 8;
  __m256 v = _mm256_setzero_ps();

  static Vector load(const float* p) { return {_mm256_loadu_ps(p)}; }
  static Vector broadcast(float x) { return {_mm256_set1_ps(x)}; }
  static Vector load_first(const float* p, int n) { return {_mm256_maskload_ps(p, mask(n))}; }
  static Vector load_first(const float* p, int n, Vector others) {
    const __m256 first = _mm256_castsi256_ps(mask(n));
    return {_mm256_blendv_ps(others.v, _mm256_maskload_ps(p, mask(n)), first)};
  }
  void store(float* p) const { _mm256_storeu_ps(p, v); }
  void store_first(float* p, int n) const { _mm256_maskstore_ps(p, mask(n), v); }
  friend Vector multiply_add(Vector a, Vector b, Vector c) {
    return {_mm256_fmadd_ps(a.v, b.v, c.v)};
  }
  friend Vector operator*(Vector a, Vector b) { return {_mm256_mul_ps(a.v, b.v)}; }
  friend Vector operator+(Vector a, Vector b) { return {_mm256_add_ps(a.v, b.v)}; }
  friend Vector larger(Vector a, Vector b) {
    const __m256 a_is_nan = _mm256_cmp_ps(a.v, a.v, _CMP_UNORD_Q);
    return {_mm256_blendv_ps(_mm256_max_ps(a.v, b.v), a.v, a_is_nan)};
  }
  float sum() const {
    __m128 x = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    x = _mm_add_ps(x, _mm_movehl_ps(x, x));
    return _mm_cvtss_f32(_mm_add_ss(x, _mm_movehdup_ps(x)));
  }
  float largest() const { return largest_of<kCount>(*this); }

 private:
  static __m256i mask(int n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }
};

template <>
struct Vector<double> {
  static constexpr int kCount = 4;
  __m256d v = _mm256_setzero_pd();

  static Vector load(const double* p) { return {_mm256_loadu_pd(p)}; }
  static Vector broadcast(double x) { return {_mm256_set1_pd(x)}; }
  static Vector load_first(const double* p, int n) { return {_mm256_maskload_pd(p, mask(n))}; }
  static Vector load_first(const double* p, int n, Vector others) {
    const __m256d first = _mm256_castsi256_pd(mask(n));
    return {_mm256_blendv_pd(others.v, _mm256_maskload_pd(p, mask(n)), first)};
  }
  void store(double* p) const { _mm256_storeu_pd(p, v); }
  void store_first(double* p, int n) const { _mm256_maskstore_pd(p, mask(n), v); }
  friend Vector multiply_add(Vector a, Vector b, Vector c) {
    return {_mm256_fmadd_pd(a.v, b.v, c.v)};
  }
  friend Vector operator*(Vector a, Vector b) { return {_mm256_mul_pd(a.v, b.v)}; }
  friend Vector operator+(Vector a, Vector b) { return {_mm256_add_pd(a.v, b.v)}; }
  friend Vector larger(Vector a, Vector b) {
    const __m256d a_is_nan = _mm256_cmp_pd(a.v, a.v, _CMP_UNORD_Q);
    return {_mm256_blendv_pd(_mm256_max_pd(a.v, b.v), a.v, a_is_nan)};
  }
  double sum() const {
    const __m128d x = _mm_add_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
    return _mm_cvtsd_f64(_mm_add_sd(x, _mm_unpackhi_pd(x, x)));
  }
  double largest() const { return largest_of<kCount>(*this); }

 private:
  static __m256i mask(int n) {
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3));
  }
};

inline void hold(Vector<float>& vector) { asm("" : "+x"(vector.v)); }
inline void hold(Vector<double>& vector) { asm("" : "+x"(vector.v)); }

#else

// Sixteen bytes in an array, whose loops the compiler turns into the vectors there are.
template <class T>
struct Vector {
  static constexpr int kCount = 16 / static_cast<int>(sizeof(T));
  alignas(16) T v[kCount] = {};

  static Vector load(const T* p) { return load_first(p, kCount); }
  static Vector broadcast(T x) {
    Vector vector;
    for (int i = 0; i < kCount; ++i) vector.v[i] = x;
    return vector;
  }
  static Vector load_first(const T* p, int n) {
    Vector vector;
    for (int i = 0; i < kCount; ++i)
      if (i < n) vector.v[i] = p[i];
    return vector;
  }
  static Vector load_first(const T* p, int n, Vector others) {
    for (int i = 0; i < kCount; ++i)
      if (i < n) others.v[i] = p[i];
    return others;
  }
  void store(T* p) const { store_first(p, kCount); }
  void store_first(T* p, int n) const {
    for (int i = 0; i < kCount; ++i)
      if (i < n) p[i] = v[i];
  }
  friend Vector multiply_add(Vector a, Vector b, Vector c) {
    for (int i = 0; i < kCount; ++i) c.v[i] = gradflow::multiply_add(a.v[i], b.v[i], c.v[i]);
    return c;
  }
  friend Vector operator*(Vector a, Vector b) {
    for (int i = 0; i < kCount; ++i) a.v[i] *= b.v[i];
    return a;
  }
  friend Vector operator+(Vector a, Vector b) {
    for (int i = 0; i < kCount; ++i) a.v[i] += b.v[i];
    return a;
  }
  friend Vector larger(Vector a, Vector b) {
    for (int i = 0; i < kCount; ++i) a.v[i] = gradflow::larger(a.v[i], b.v[i]);
    return a;
  }
  T sum() const {
    T folded[kCount];
    store(folded);
    for (int half = kCount / 2; half > 0; half /= 2)
      for (int i = 0; i < half; ++i) folded[i] += folded[i + half];
    return folded[0];
  }
  T largest() const { return largest_of<kCount>(*this); }
};

template <class T>
void hold(Vector<T>&) {}

#endif

// `count` elements, at least one, filled up to kLength with the first of them: whole vectors, in
// which no lane raises a floating-point exception that none of the elements does.
template <int kLength, class T>
void copy_filled_up(const T* from, int count, T* to) {
  const Vector<T> others = Vector<T>::broadcast(*from);
  for (int i = 0; i < kLength; i += Vector<T>::kCount)
    Vector<T>::load_first(from + i, count - i, others).store(to + i);
}

}  // namespace GRADFLOW_ISA
}  // namespace gradflow
