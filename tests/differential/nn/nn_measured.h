#pragma once
// What the tests of nn/ have measured, a line of their report for each row.

#include <optional>
#include <string>
#include <string_view>

#include "tests/differential/peer.h"

namespace gradflow::differential {

// The worst errors of a row, in units of epsilon: ours beside libtorch's float64, and libtorch's
// float32 beside the same, and ours of special values. Nothing where there was no such trial.
struct Agreement {
  int trials = 0;
  std::optional<double> float32, their_float32, float64, special;
  // Elements of special values, as in the report of ops.
  int wide = 0, beyond_the_range = 0;

  void note(Precision precision, double ours);
  void note_theirs(double error);
  void note_special(double error);
};

enum class Section { layers, optimisers, limits_and_rates };

// Of a row, to be added to.
Agreement& agreement(Section section, std::string_view row);

// The largest differences between samples of an initialiser, as shares of their limits.
struct Likeness {
  int trials = 0;
  double distance = 0, mean = 0, variance = 0;
  std::optional<double> ends;  // of uniform ones
};
Likeness& likeness(std::string_view initialiser);

// A line below the tables.
void remark(const std::string& line);

}  // namespace gradflow::differential
