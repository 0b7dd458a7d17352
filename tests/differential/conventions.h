#pragma once
// Where the two libraries are meant to differ, and how far apart a row may be. Beside libtorch 1.13
// each entry has to be needed: the tests fail for one that no trial calls for.

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "tests/differential/comparison.h"

namespace gradflow::differential {

// Ordinary inputs in either type, and special ones.
enum class Trials { float32, float64, special };
std::string_view words_of(Trials trials);

// In units of epsilon, for a row without a wider one.
double default_bound(Trials trials);
// The worst error that is met passes the default, and is an eighth of the wider one at least.
struct WiderBound {
  std::string_view row;
  Trials trials;
  double bound;
  std::string_view reason;
};
std::span<const WiderBound> wider_bounds();
double bound_of(std::string_view row, Trials trials);

enum class Part { output, gradients };
// Of the input, element by element.
enum class At { any, nan, infinity, zero, subnormal };

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

// Whether the elements of an op or of its gradients are sums, also since its inputs are stretched:
// where these leave the range of float32, the order of their terms decides.
bool adds_up(const Row& row);

}  // namespace gradflow::differential
