#pragma once
// The members of a struct in order, without their names: how the graph finds what an op saves, so
// that an op lists its saved values once, where it declares them. For aggregates of up to ten
// members, none of them a C array (a std::array is one member); of another struct, and of one with
// a base class, nothing is seen.

#include <cstddef>
#include <type_traits>

namespace gradflow::detail {

// Both convert in expressions that are only looked at: to any type, and to the bases of S alone.
struct AnyValue {
  template <class T>
  [[noreturn]] operator T() const {  // NOLINT: converts
    throw;
  }
};
template <class S>
struct AnyBase {
  template <class T>
  requires(std::is_base_of_v<T, S> && !std::is_same_v<T, S>) [[noreturn]] operator T()
      const {  // NOLINT: converts
    throw;
  }
};

template <class S, class... Found>
constexpr std::size_t count_members() {
  if constexpr (requires { S{AnyBase<S>{}}; }) {
    return 0;
  } else if constexpr (requires { S{Found{}..., AnyValue{}}; }) {
    return count_members<S, Found..., AnyValue>();
  } else {
    return sizeof...(Found);
  }
}

// Calls f(member) for each.
template <class S, class F>
void for_each_member(const S& s, F&& f) {
  const auto all = [&](const auto&... members) { (f(members), ...); };
  if constexpr (std::is_aggregate_v<S>) {
    constexpr std::size_t kCount = count_members<S>();
    static_assert(kCount <= 10, "an op has at most ten members: put some together in a struct");
    if constexpr (kCount == 1) {
      const auto& [a] = s;
      all(a);
    } else if constexpr (kCount == 2) {
      const auto& [a, b] = s;
      all(a, b);
    } else if constexpr (kCount == 3) {
      const auto& [a, b, c] = s;
      all(a, b, c);
    } else if constexpr (kCount == 4) {
      const auto& [a, b, c, d] = s;
      all(a, b, c, d);
    } else if constexpr (kCount == 5) {
      const auto& [a, b, c, d, e] = s;
      all(a, b, c, d, e);
    } else if constexpr (kCount == 6) {
      const auto& [a, b, c, d, e, g] = s;
      all(a, b, c, d, e, g);
    } else if constexpr (kCount == 7) {
      const auto& [a, b, c, d, e, g, h] = s;
      all(a, b, c, d, e, g, h);
    } else if constexpr (kCount == 8) {
      const auto& [a, b, c, d, e, g, h, i] = s;
      all(a, b, c, d, e, g, h, i);
    } else if constexpr (kCount == 9) {
      const auto& [a, b, c, d, e, g, h, i, j] = s;
      all(a, b, c, d, e, g, h, i, j);
    } else if constexpr (kCount == 10) {
      const auto& [a, b, c, d, e, g, h, i, j, k] = s;
      all(a, b, c, d, e, g, h, i, j, k);
    }
  }
}

}  // namespace gradflow::detail
