#include "studies/support/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "tensor/error.h"

namespace studies {

namespace {

// Values whose sums are formed together, before they join what is there.
constexpr std::size_t kBlock = 4096;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Sum of f(value) in eight partial sums, so that the order is fixed and the loop is vector code.
template <class F>
double ordered_sum(std::span<const float> values, F f) {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      sums[lane] += f(static_cast<double>(values[i + lane]));
  for (std::size_t lane = 0; i + lane < values.size(); ++lane)
    sums[lane] += f(static_cast<double>(values[i + lane]));
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

void require_values(std::span<const float> values, const char* operation) {
  gradflow::require(!values.empty(), "{}: no values given, expected at least one", operation);
}

bool holds_nan(std::span<const float> values) {
  return std::ranges::any_of(values, [](float value) { return std::isnan(value); });
}

// Linear interpolation between the ranks around percent; reorders `values`, which hold no NaN.
double percentile_in_place(std::vector<float>& values, double percent) {
  const double rank = percent / 100 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), middle, values.end());
  const auto low = static_cast<double>(*middle);
  const double part = rank - static_cast<double>(below);
  if (part == 0) return low;
  const auto high = static_cast<double>(*std::min_element(middle + 1, values.end()));
  return low == high ? low : low + part * (high - low);  // the first also for two infinities
}

template <class F>
double checked_percentile(std::span<const float> values, double percent, const char* operation,
                          F f) {
  require_values(values, operation);
  gradflow::require(percent >= 0 && percent <= 100, "{}: percent {}, expected 0 to 100", operation,
                    percent);
  if (holds_nan(values)) return kNaN;
  std::vector<float> copy(values.size());
  std::ranges::transform(values, copy.begin(), f);
  return percentile_in_place(copy, percent);
}

}  // namespace

void Moments::add(double value) {
  ++count_;
  const double step = value - mean_;
  mean_ += step / static_cast<double>(count_);
  squares_ += step * (value - mean_);
}

void Moments::add(std::span<const float> values) {
  while (!values.empty()) {
    const auto block = values.first(std::min(kBlock, values.size()));
    values = values.subspan(block.size());
    Moments part;
    part.count_ = static_cast<std::int64_t>(block.size());
    part.mean_ = ordered_sum(block, [](double v) { return v; }) / static_cast<double>(part.count_);
    part.squares_ =
        ordered_sum(block, [&](double v) { return (v - part.mean_) * (v - part.mean_); });
    merge(part);
  }
}

void Moments::merge(const Moments& other) {
  if (other.count_ == 0) return;
  if (count_ == 0) {
    *this = other;
    return;
  }
  const auto ours = static_cast<double>(count_);
  const auto theirs = static_cast<double>(other.count_);
  const double step = other.mean_ - mean_;
  mean_ += step * (theirs / (ours + theirs));
  squares_ += other.squares_ + step * step * (ours * theirs / (ours + theirs));
  count_ += other.count_;
}

double Moments::variance() const {
  return count_ == 0 ? 0 : squares_ / static_cast<double>(count_);
}

double Moments::deviation() const { return std::sqrt(variance()); }

double Moments::rms() const { return std::sqrt(variance() + mean_ * mean_); }

Summary summarise(std::span<const float> values) {
  require_values(values, "summarise");
  Moments moments;
  moments.add(values);
  Summary summary{moments.count(), moments.mean(), moments.deviation(), moments.rms(), kNaN, kNaN};
  if (!holds_nan(values)) {
    const auto [least, most] = std::ranges::minmax(values);
    summary.minimum = static_cast<double>(least);
    summary.maximum = static_cast<double>(most);
  }
  return summary;
}

double percentile(std::span<const float> values, double percent) {
  return checked_percentile(values, percent, "percentile", [](float v) { return v; });
}

double percentile_of_magnitude(std::span<const float> values, double percent) {
  return checked_percentile(values, percent, "percentile_of_magnitude",
                            [](float v) { return std::abs(v); });
}

double share_beyond(std::span<const float> values, double threshold) {
  require_values(values, "share_beyond");
  if (holds_nan(values)) return kNaN;
  const auto beyond = std::ranges::count_if(
      values, [&](float v) { return std::abs(static_cast<double>(v)) > threshold; });
  return static_cast<double>(beyond) / static_cast<double>(values.size());
}

}  // namespace studies
