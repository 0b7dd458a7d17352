#pragma once
// How far numbers are from a distribution. Seeds in tests are fixed, so that a limit is passed
// always or never.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace gradflow::testing {

// √n · D of Kolmogorov and Smirnov, `below` being the distribution function; above 1.95 one time in
// a thousand.
template <class Below>
double kolmogorov_smirnov(std::vector<double> draws, Below below) {
  std::ranges::sort(draws);
  const auto count = static_cast<double>(draws.size());
  double distance = 0;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const double expected = below(draws[i]);
    distance = std::max({distance, (static_cast<double>(i) + 1) / count - expected,
                         expected - static_cast<double>(i) / count});
  }
  return distance * std::sqrt(count);
}

inline double normal_below(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

// Σ (count - expected)² / expected, where all counts are expected to be the same.
inline double chi_squared(const std::vector<int>& counts) {
  double total = 0, sum = 0;
  for (const int count : counts) total += count;
  const double expected = total / static_cast<double>(counts.size());
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

}  // namespace gradflow::testing
