#pragma once
// Where the two libraries are meant to differ, and how far apart a row may be. Each entry has to be
// needed: the tests fail for one that no trial calls for.

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "tests/differential/comparison.h"

namespace gradflow::differential {

// In units of epsilon.
struct Bounds {
  double float32 = 16, float64 = 32, special = 16;
};
struct WiderBounds {
  std::string_view row;
  Bounds bounds;
  std::string_view reason;
};
std::span<const WiderBounds> wider_bounds();
Bounds bounds_of(std::string_view row);

enum class Part { output, gradients };
// Of the input, element by element.
enum class At { any, nan, infinity, subnormal };

// Elements of special inputs that may differ.
struct Convention {
  std::vector<std::string_view> rows;
  Part part;
  At at;
  std::vector<Difference> differences;
  std::string_view reason;

  bool covers(std::string_view row, const Disagreement& disagreement) const;
};
const std::vector<Convention>& conventions();

// Rows whose empty inputs libtorch refuses.
struct Refusal {
  std::string_view row, reason;
};
std::span<const Refusal> refusals();

// Whether the elements of an op or of its gradients are sums: where these leave the range of
// float32, the order of their terms decides.
bool is_sum(const Row& row);
// The same, also of a row whose inputs are stretched, so that their gradients are summed back.
bool adds_up(const Row& row);

}  // namespace gradflow::differential
