#include "bench/peers/statistics.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace peers {
namespace {

// 97.5 % quantile of Student's t, by the expansion in 1/ν of Abramowitz & Stegun 26.7.5 around the
// normal quantile z; off by less than 0.5 % from three degrees of freedom on.
double student_quantile(double freedom) {
  constexpr double z = 1.959963985;
  const double z2 = z * z;
  const double g1 = z * (z2 + 1) / 4;
  const double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
  const double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
  const double g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
  return z + (g1 + (g2 + (g3 + g4 / freedom) / freedom) / freedom) / freedom;
}

}  // namespace

double median(std::vector<double> values) {
  if (values.empty()) throw std::invalid_argument("the median of no values");
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

PairedRatio paired_ratio(std::span<const double> plain, std::span<const double> changed) {
  if (plain.size() != changed.size() || plain.size() < 4)
    throw std::invalid_argument("a ratio needs four pairs or more");
  const auto count = static_cast<double>(plain.size());
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) mean += changed[i] / plain[i] / count;
  for (std::size_t i = 0; i < plain.size(); ++i)
    squares += std::pow(changed[i] / plain[i] - mean, 2);
  const double error_of_mean = std::sqrt(squares / (count - 1) / count);
  return {mean, mean + student_quantile(count - 1) * error_of_mean};
}

}  // namespace peers
