#pragma once
// What the tests of ops have measured, a line of their report for each row of the catalogue.

#include <string_view>

namespace gradflow::differential {

struct Measured {
  int trials = 0;
  double float32 = 0, float64 = 0, special = 0;  // the worst errors within the bounds
  double their_float32 = 0;                      // of libtorch's float32 beside its float64
  int wide = 0;              // elements of special inputs that libtorch gives in float64 alone
  int beyond_the_range = 0;  // elements of sums that both give in float64 alone
  int exempt = 0;            // elements that a convention covers
  int refused = 0;
};

// Of a row, to be added to.
Measured& measured(std::string_view row);

}  // namespace gradflow::differential
