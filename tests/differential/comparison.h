#pragma once
// How far our numbers are from libtorch's, and what that is measured against.
//
// NOTE: the unit of an error
//  An error is |ours - theirs| / (ε · max(|theirs|, floor)), ε being the distance from 1 to the
//  next number of our element type. The floor says what the elements were made of: see Floor.

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "tests/differential/trial.h"

namespace gradflow::differential {

enum class Floor {
  // Of ordinary inputs: the largest magnitude in their array, and at least 1 / n for inputs of n
  // elements. These and the upstream gradient are about 1, and no op divides by more than their
  // number; an array that is smaller is what such terms have left of each other.
  of_terms,
  // Of special inputs, where an op adds up: the largest finite magnitude in their array, in the
  // inputs and in the upstream gradient, since 1e30 that came and went takes the digits of the rest
  // with it, and their signs.
  of_inputs,
  // Of special inputs, where each element stands for itself: the smallest normal number of float32.
  of_each,
};

// Of two elements that are not the same. Sign of zero: both are 0, one of them -0. Beyond the
// range: infinite or NaN in float32 on one side at least, or of an array that has elements beyond
// float32, while both libraries give the same in float64.
enum class Difference {
  finite,
  sign_of_zero,
  of_infinities,
  nan_in_ours,
  nan_in_theirs,
  beyond_the_range
};

constexpr std::size_t kOutput = static_cast<std::size_t>(-1);

struct Disagreement {
  std::size_t input;  // of whose gradient the element is, or kOutput
  std::size_t element;
  Difference difference;
  double ours, theirs;
  double error;  // infinite unless both are finite, 0 for zeros
  double at;     // what stands there in the input, for an output in the one that has its shape
};

struct Comparison {
  double worst = 0;  // of the errors within the bound
  std::vector<Disagreement> beyond;
  std::string other_shapes;  // what differs, or nothing
  // Of the arrays that hold a finite number beyond float32 in theirs: inputs, or kOutput.
  std::set<std::size_t> beyond_float32;
};

// With Floor::of_each, zeros of unlike signs are beyond any bound.
Comparison compared(const Trial& trial, Floor floor, double epsilon, double bound);

// What a comparison of the same arrays found of the same element, if that is beyond its bound.
const Disagreement* found_beyond(const Comparison& comparison, const Disagreement& disagreement);

// The first of what is beyond the bound, or nothing.
std::string describe(const Comparison& comparison);

}  // namespace gradflow::differential
