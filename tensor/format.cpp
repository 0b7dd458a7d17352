#include "tensor/format.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace gradflow {

namespace {

constexpr std::int64_t kMostRows = 8, kMostColumns = 8;

struct Summary {
  double sum = 0, squares = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  std::int64_t finite = 0, nan = 0, infinite = 0;
};

Summary summarise(const Tensor& x) {
  Summary s;
  dispatch(x.dtype(), [&]<class T>(T) {
    for (const T element : x.values<T>()) {
      const auto value = static_cast<double>(element);
      if (std::isnan(value)) {
        ++s.nan;
      } else if (std::isinf(value)) {
        ++s.infinite;
      } else {
        ++s.finite;
        s.sum += value;
        s.squares += value * value;
        s.min = std::min(s.min, value);
        s.max = std::max(s.max, value);
      }
    }
  });
  return s;
}

std::string cell(double value, DType dtype) {
  if (!is_floating(dtype)) return fmt::format("{}", static_cast<std::int64_t>(value));
  return std::isnan(value) ? "nan" : fmt::format("{:.4g}", value);  // of either sign
}

}  // namespace

double rms(const Tensor& x) {
  require_defined(x, "rms", "tensor");
  if (x.elements() == 0) return 0;
  double squares = 0;
  dispatch(x.dtype(), [&]<class T>(T) {
    for (const T value : x.values<T>())
      squares += static_cast<double>(value) * static_cast<double>(value);
  });
  return std::sqrt(squares / static_cast<double>(x.elements()));
}

std::string describe(const Tensor& x) {
  if (!x.defined()) return "undefined";
  std::string text = fmt::format("{} {}", x.shape(), x.dtype());
  if (x.elements() == 0) return text + "  empty";
  const Summary s = summarise(x);
  if (s.finite > 0) {
    const auto count = static_cast<double>(s.finite);
    fmt::format_to(std::back_inserter(text), "  mean {:.4g}  rms {:.4g}  min {:.4g}  max {:.4g}",
                   s.sum / count, std::sqrt(s.squares / count), s.min, s.max);
  }
  if (s.nan > 0) fmt::format_to(std::back_inserter(text), "  {} NaN", s.nan);
  if (s.infinite > 0) fmt::format_to(std::back_inserter(text), "  {} infinite", s.infinite);
  return text;
}

std::string to_string(const Tensor& x) {
  if (!x.defined()) return "undefined";
  std::string text = fmt::format("{} {}", x.shape(), x.dtype());
  if (x.elements() == 0) return text + " empty";
  const std::int64_t columns = x.rank() == 0 ? 1 : x.shape()[x.rank() - 1];
  const std::int64_t rows = x.elements() / columns;
  dispatch(x.dtype(), [&]<class T>(T) {
    const std::span<const T> values = x.values<T>();
    for (std::int64_t i = 0; i < std::min(rows, kMostRows); ++i) {
      text += "\n ";
      for (std::int64_t j = 0; j < std::min(columns, kMostColumns); ++j) {
        const T value = values[static_cast<std::size_t>(i * columns + j)];
        fmt::format_to(std::back_inserter(text), " {:>9}",
                       cell(static_cast<double>(value), x.dtype()));
      }
      if (columns > kMostColumns)
        fmt::format_to(std::back_inserter(text), "  … {} more", columns - kMostColumns);
    }
  });
  if (rows > kMostRows)
    fmt::format_to(std::back_inserter(text), "\n  … {} more rows", rows - kMostRows);
  return text;
}

}  // namespace gradflow
