#pragma once
// Two samples beside each other. The limits are those that samples of one distribution pass once in
// a thousand million times.

#include <vector>

namespace gradflow::differential {

struct Sample {
  explicit Sample(std::vector<double> values);

  std::vector<double> sorted;
  double mean, variance;
};

// Kolmogorov and Smirnov: the largest distance between the shares below any number.
double largest_distance(const Sample& a, const Sample& b);
// For two samples of n values each.
double limit_of_distance(double n);
// The difference of their means in deviations of one value, and its limit.
double difference_of_means(const Sample& a, const Sample& b);
double limit_of_means(double n);
// |ratio of their variances - 1|, and its limit for values of that kurtosis.
double difference_of_variances(const Sample& a, const Sample& b);
double limit_of_variances(double n, double kurtosis);
// The distance between their ends, the larger of both, as a share of the range of uniform values.
double difference_of_ends(const Sample& a, const Sample& b);
double limit_of_ends(double n);

}  // namespace gradflow::differential
