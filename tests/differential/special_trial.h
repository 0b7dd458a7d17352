#pragma once
// How a trial of special values is judged, of an op or of a layer.

#include <functional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "tests/differential/comparison.h"
#include "tests/differential/conventions.h"

namespace gradflow::differential {

struct SpecialRules {
  std::string_view row;
  Floor floor;
  double bound;
  bool adds_up;  // so that the order of terms decides where they leave the range of float32
  std::span<const Convention> conventions;
};

struct Judgement {
  Comparison comparison;     // beyond its bound: what none of the numbers below counts
  int wide = 0;              // elements that libtorch gives in float64 alone
  int beyond_the_range = 0;  // elements of sums that both give in float64 alone
  int exempt = 0;            // elements that a convention covers
};

// run: the same trial in other types. `needed` gets the conventions that cover an element.
Judgement judged(const SpecialRules& rules,
                 const std::function<Trial(Precision ours, Precision theirs)>& run,
                 std::set<const Convention*>& needed);

// The reasons of those conventions of a row that are not needed.
std::vector<std::string_view> not_needed(std::span<const Convention> conventions,
                                         std::string_view row,
                                         const std::set<const Convention*>& needed);

}  // namespace gradflow::differential
