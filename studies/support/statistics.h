#pragma once
// Descriptive statistics of the values of a tensor: moments that can be gathered in parts and
// merged, the paper's percentile marks, and shares beyond a threshold. Used by the recorders of
// activations and gradients. Sums are double and added in one fixed order. A NaN among the values
// makes the results NaN, so that a run which diverged is seen and not averaged away.

#include <cstdint>
#include <span>

namespace studies {

// Count, mean and variance of values that arrive in parts: within a part by two passes, parts
// joined by the formula of Chan, Golub & LeVeque 1983 ("Algorithms for computing the sample
// variance", eq. 2.1). Exact about the mean where a sum of squares would cancel. Nothing added:
// count 0, all else 0.
class Moments {
 public:
  void add(double value);
  void add(std::span<const float> values);
  void merge(const Moments& other);

  std::int64_t count() const { return count_; }
  double mean() const { return mean_; }
  // Of the population: divided by count.
  double variance() const;
  double deviation() const;
  // Root of the mean square.
  double rms() const;

 private:
  std::int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of (value - mean)²
};

struct Summary {
  std::int64_t count = 0;
  double mean = 0;
  double deviation = 0;  // of the population
  double rms = 0;
  double minimum = 0;
  double maximum = 0;
};

// Each of these: ArgumentError for no values.
Summary summarise(std::span<const float> values);

// The value below which `percent` of the values lie, 0 to 100, interpolated linearly between the
// two neighbours in rank: rank 0 is percentile 0, rank count - 1 is percentile 100. ArgumentError
// for another percent.
double percentile(std::span<const float> values, double percent);

// The same of |value|. The paper's "98 percentile" marks fit this one and not the first: they stand
// at both signs of one number.
double percentile_of_magnitude(std::span<const float> values, double percent);

// Share of the values with |value| > threshold, 0 to 1.
double share_beyond(std::span<const float> values, double threshold);

}  // namespace studies
