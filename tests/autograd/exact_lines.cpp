#include "tests/autograd/exact_lines.h"

#include <numeric>

namespace gradflow::testing {

namespace {

double count_of(const Numbers& x) { return static_cast<double>(x.size()); }
double sum_of(const Numbers& x) { return std::accumulate(x.begin(), x.end(), 0.0); }
double dot_of(const Numbers& a, const Numbers& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// The largest element m, and ln Σ e^(x - m).
struct LogarithmOfSum {
  double largest, logarithm;
  explicit LogarithmOfSum(const Numbers& x) : largest(*std::max_element(x.begin(), x.end())) {
    double sum = 0;
    for (const double element : x) sum += std::exp(element - largest);
    logarithm = std::log(sum);
  }
};

Numbers exact_probabilities(const Numbers& x) {
  const LogarithmOfSum of(x);
  Numbers p;
  for (const double element : x) p.push_back(std::exp(element - of.largest - of.logarithm));
  return p;
}

struct ExactMoments {
  double mean, variance = 0;
  explicit ExactMoments(const Numbers& x) : mean(sum_of(x) / count_of(x)) {
    for (const double element : x) variance += (element - mean) * (element - mean) / count_of(x);
  }
};

ExactLine exact_smoothed_by(double smoothing, const Numbers& x, const Numbers& dy) {
  const LogarithmOfSum of(x);
  const std::size_t label = x.size() / 2;
  const double share = smoothing / count_of(x);
  double below = 0;
  for (const double element : x) below += element - of.largest;
  ExactLine line;
  line.y = {of.logarithm - (1 - smoothing) * (x[label] - of.largest) - share * below};
  line.dx = exact_probabilities(x);
  line.dx[label] = 0;
  line.dx[label] = smoothing - sum_of(line.dx);  // p - (1 - s), from the p of all others
  for (double& dx : line.dx) dx = (dx - share) * dy[0];
  line.y_size = 1;
  line.dx_size = std::abs(dy[0]);
  return line;
}

}  // namespace

std::vector<EdgeLine> edge_lines() {
  Rng rng(5);
  const auto among_small = [&](double x) {
    Numbers numbers = normal_numbers(rng, 100, 0, 1);
    numbers[7] = x;
    return rounded(numbers);
  };
  const auto equal = [](std::size_t count, double x) { return rounded(Numbers(count, x)); };
  return {
      {"zeros and subnormals", rounded({0, -0.0, kSmallest, -1e-40, 1e-38, 3e-39})},
      {"37 times 1e4", equal(37, 1e4)},
      {"1000 times -1e8", equal(1000, -1e8)},
      {"5000 times 0.1", equal(5000, 0.1)},
      {"5 times 1e30", equal(5, 1e30)},
      {"4 times the largest", equal(4, kLargest)},
      {"from the largest to its negative", {kLargest, 0, 1, -kLargest}},
      {"1e4 among small ones", among_small(1e4)},
      {"1e30 among small ones", among_small(1e30)},
      {"where exp vanishes", rounded({0, -87.3, -88.7, -103.9, -104, -1e4, -30.123, -60.777})},
      {"where exp overflows", rounded({88.7, 0.1, -10.3, 88.8, 1.7})},
      {"1000 of 1e4 ± 0.01", normal_numbers(rng, 1000, 1e4, 1e-2)},
      {"500 of 1e8 ± 10", normal_numbers(rng, 500, 1e8, 10)},
      {"500 of -1000 ± 1", normal_numbers(rng, 500, -1000, 1)},
      {"64 of 30 ± 1", normal_numbers(rng, 64, 30, 1)},
      {"1000 of ± 1", normal_numbers(rng, 1000, 0, 1)},
      {"1000 of ± 10", normal_numbers(rng, 1000, 0, 10)},
      {"1000 of ± 0.001", normal_numbers(rng, 1000, 0, 1e-3)},
      {"100 of ± 1e-20", normal_numbers(rng, 100, 0, 1e-20)},
      {"100 of ± 1e-25", normal_numbers(rng, 100, 0, 1e-25)},
      {"100 of ± 1e-38", normal_numbers(rng, 100, 0, 1e-38)},
      {"100 of ± 1e18", normal_numbers(rng, 100, 0, 1e18)},
      {"100 of ± 1e25", normal_numbers(rng, 100, 0, 1e25)},
      {"100000 of ± 1", normal_numbers(rng, 100000, 0, 1)},
      {"100000 of ± 30", normal_numbers(rng, 100000, 0, 30)},
      {"100000 of 1e4 ± 0.01", normal_numbers(rng, 100000, 1e4, 1e-2)},
      {"100000 times 7.7", equal(100000, 7.7)},
  };
}

double largest_of(const Numbers& numbers) {
  double largest = 0;
  for (const double x : numbers) largest = std::max(largest, std::abs(x));
  return largest;
}

ExactLine exact_softmax(const Numbers& x, const Numbers& dy) {
  ExactLine line;
  line.y = exact_probabilities(x);
  const double mean = dot_of(line.y, dy);
  for (std::size_t i = 0; i < x.size(); ++i) line.dx.push_back(line.y[i] * (dy[i] - mean));
  line.y_size = largest_of(line.y);
  line.dx_size = line.y_size * largest_of(dy);
  return line;
}

ExactLine exact_log_softmax(const Numbers& x, const Numbers& dy) {
  const LogarithmOfSum of(x);
  const Numbers p = exact_probabilities(x);
  const double sum = sum_of(dy);
  ExactLine line;
  for (std::size_t i = 0; i < x.size(); ++i) {
    line.y.push_back(x[i] - of.largest - of.logarithm);
    line.dx.push_back(dy[i] - p[i] * sum);
  }
  line.y_size = 1;
  line.dx_size = largest_of(dy) + largest_of(p) * std::abs(sum);
  return line;
}

ExactLine exact_log_sum_exp(const Numbers& x, const Numbers& dy) {
  const LogarithmOfSum of(x);
  ExactLine line;
  line.y = {of.largest + of.logarithm};
  for (const double p : exact_probabilities(x)) line.dx.push_back(p * dy[0]);
  line.y_size = 1;
  line.dx_size = largest_of(line.dx);
  return line;
}

ExactLine exact_cross_entropy(const Numbers& x, const Numbers& dy) {
  return exact_smoothed_by(0, x, dy);
}
ExactLine exact_smoothed_cross_entropy(const Numbers& x, const Numbers& dy) {
  return exact_smoothed_by(0.1, x, dy);
}

ExactLine exact_variance(const Numbers& x, const Numbers& dy) {
  const ExactMoments moments(x);
  ExactLine line;
  line.y = {moments.variance};
  for (const double element : x)
    line.dx.push_back(2 * (element - moments.mean) * dy[0] / count_of(x));
  line.dx_size = largest_of(line.dx);
  return line;
}

ExactLine exact_norm(const Numbers& x, const Numbers& dy) {
  const double length = std::sqrt(dot_of(x, x));
  ExactLine line;
  line.y = {length};
  for (const double element : x) line.dx.push_back(length == 0 ? 0 : element / length * dy[0]);
  return line;
}

ExactLine exact_normalised(const Numbers& x, const Numbers& dy) {
  const ExactMoments moments(x);
  const double scale = 1 / std::sqrt(moments.variance + 1e-5);
  ExactLine line;
  for (const double element : x) line.y.push_back((element - moments.mean) * scale);
  const double mean = sum_of(dy) / count_of(x), slope = dot_of(dy, line.y) / count_of(x);
  for (std::size_t i = 0; i < x.size(); ++i)
    line.dx.push_back((dy[i] - mean - line.y[i] * slope) * scale);
  line.y_size = largest_of(line.y);
  line.dx_size = largest_of(dy) * scale;
  return line;
}

}  // namespace gradflow::testing
