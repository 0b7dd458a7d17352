#pragma once
// The element type of a tensor, chosen at run time. float32 is the default, float64 serves gradient
// checks and science, int32 holds labels and indices and is never differentiable.

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include "tensor/error.h"
#include "tensor/plain_formatter.h"

namespace gradflow {

enum class DType : std::uint8_t { float32, float64, int32 };

constexpr std::string_view name(DType dtype) {
  constexpr std::string_view kNames[] = {"float32", "float64", "int32"};
  return kNames[static_cast<std::size_t>(dtype)];
}

constexpr std::size_t size_in_bytes(DType dtype) { return dtype == DType::float64 ? 8 : 4; }

constexpr bool is_floating(DType dtype) { return dtype != DType::int32; }

// Whether a floating type has a number above 0 for this one: 1e-100 is 0 in float32.
constexpr bool is_positive_in(DType dtype, double number) {
  return number > 0 && (dtype != DType::float32 || static_cast<float>(number) > 0);
}

template <class T>
concept Element =
    std::is_same_v<T, float> || std::is_same_v<T, double> || std::is_same_v<T, std::int32_t>;

template <Element T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, float>) return DType::float32;
  if constexpr (std::is_same_v<T, double>) return DType::float64;
  return DType::int32;
}

namespace detail {
[[noreturn]] void refuse_integers(std::string_view operation, DType dtype);
}

// Calls f(T{}) with the C++ type of a floating `dtype`; TypeError, naming `operation`, for int32.
template <class F>
decltype(auto) dispatch_floating(DType dtype, std::string_view operation, F&& f) {
  if (!is_floating(dtype)) [[unlikely]]
    detail::refuse_integers(operation, dtype);
  if (dtype == DType::float32) return std::forward<F>(f)(float{});
  return std::forward<F>(f)(double{});
}

// Calls f(T{}) with the C++ type of any `dtype`.
template <class F>
decltype(auto) dispatch(DType dtype, F&& f) {
  switch (dtype) {
    case DType::float32:
      return std::forward<F>(f)(float{});
    case DType::float64:
      return std::forward<F>(f)(double{});
    case DType::int32:
      break;
  }
  return std::forward<F>(f)(std::int32_t{});
}

}  // namespace gradflow

template <>
struct fmt::formatter<gradflow::DType> : gradflow::PlainFormatter {
  template <class Context>
  auto format(gradflow::DType dtype, Context& context) const {
    return put(gradflow::name(dtype), context);
  }
};
