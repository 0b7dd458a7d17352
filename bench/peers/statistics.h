#pragma once
// The few statistics of the comparison.

#include <span>
#include <vector>

namespace peers {

// The middle value, or the mean of the two in the middle. std::invalid_argument for no values.
double median(std::vector<double> values);

struct PairedRatio {
  double mean = 0;   // of changed / plain, over the pairs
  double upper = 0;  // end of the two-sided 95 % interval of that mean, by Student's t
};

// Measurements taken in pairs, one right after the other, so that what drifts drifts in both.
// std::invalid_argument unless there are as many of both, and at least four.
PairedRatio paired_ratio(std::span<const double> plain, std::span<const double> changed);

}  // namespace peers
