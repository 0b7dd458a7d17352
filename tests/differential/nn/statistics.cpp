#include "tests/differential/nn/statistics.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gradflow::differential {

namespace {

constexpr double kLevel = 1e-9;
constexpr double kDeviationsAtLevel = 6.11;  // of a normal variable, both tails together

double mean_of(const std::vector<double>& values) {
  double total = 0;
  for (const double x : values) total += x;
  return total / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values, double mean) {
  double total = 0;
  for (const double x : values) total += (x - mean) * (x - mean);
  return total / static_cast<double>(values.size());
}

}  // namespace

Sample::Sample(std::vector<double> values) : sorted(std::move(values)) {
  std::sort(sorted.begin(), sorted.end());
  mean = mean_of(sorted);
  variance = variance_of(sorted, mean);
}

double largest_distance(const Sample& a, const Sample& b) {
  const auto &x = a.sorted, &y = b.sorted;
  const double in_x = static_cast<double>(x.size()), in_y = static_cast<double>(y.size());
  std::size_t i = 0, j = 0;
  double largest = 0;
  while (i < x.size() && j < y.size()) {
    const double at = std::min(x[i], y[j]);
    while (i < x.size() && x[i] == at) ++i;
    while (j < y.size() && y[j] == at) ++j;
    largest =
        std::max(largest, std::abs(static_cast<double>(i) / in_x - static_cast<double>(j) / in_y));
  }
  return largest;
}

double limit_of_distance(double n) { return std::sqrt(-std::log(kLevel / 2) / n); }

double difference_of_means(const Sample& a, const Sample& b) {
  return std::abs(a.mean - b.mean) / std::sqrt(b.variance);
}

double limit_of_means(double n) { return kDeviationsAtLevel * std::sqrt(2 / n); }

double difference_of_variances(const Sample& a, const Sample& b) {
  return std::abs(a.variance / b.variance - 1);
}

double limit_of_variances(double n, double kurtosis) {
  return kDeviationsAtLevel * std::sqrt(2 * (kurtosis - 1) / n);
}

double difference_of_ends(const Sample& a, const Sample& b) {
  const double range = b.sorted.back() - b.sorted.front();
  return std::max(std::abs(a.sorted.front() - b.sorted.front()),
                  std::abs(a.sorted.back() - b.sorted.back())) /
         range;
}

// Of n values the last one is further from the end than this share with probability (1 - share)ⁿ.
double limit_of_ends(double n) { return -std::log(kLevel) / n; }

}  // namespace gradflow::differential
