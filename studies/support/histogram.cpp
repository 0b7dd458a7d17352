#include "studies/support/histogram.h"

#include <algorithm>
#include <boost/histogram.hpp>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>

#include "tensor/error.h"

namespace studies {

Histogram::Histogram(int bins, double low, double high) : low_(low), high_(high) {
  gradflow::require(bins >= 1 && low < high && std::isfinite(low) && std::isfinite(high),
                    "Histogram: {} bins from {} to {}, expected at least one and finite ends with "
                    "the lower first",
                    bins, low, high);
  counts_.assign(static_cast<std::size_t>(bins), 0);
}

void Histogram::add(std::span<const float> values) {
  namespace bh = boost::histogram;
  auto tally = bh::make_histogram_with(bh::dense_storage<std::int64_t>(),
                                       bh::axis::regular<>(bins(), low_, high_));
  // Boost's last bin is open at its upper end; a value there is counted at the bin's middle.
  const double last = bin_centre(bins() - 1);
  for (const float value : values) {
    const auto x = static_cast<double>(value);
    if (std::isnan(x))
      ++not_numbers_;
    else
      tally(x == high_ ? last : x);
  }
  for (int bin = 0; bin < bins(); ++bin) counts_[static_cast<std::size_t>(bin)] += tally.at(bin);
  below_ += tally.at(-1);
  above_ += tally.at(bins());
}

void Histogram::merge(const Histogram& other) {
  gradflow::require(
      bins() == other.bins() && low_ == other.low_ && high_ == other.high_,
      "Histogram::merge: {} bins from {} to {} with {} bins from {} to {}, expected the same",
      bins(), low_, high_, other.bins(), other.low_, other.high_);
  std::ranges::transform(counts_, other.counts_, counts_.begin(), std::plus<>());
  below_ += other.below_;
  above_ += other.above_;
  not_numbers_ += other.not_numbers_;
}

std::int64_t Histogram::inside() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
}

double Histogram::density(int bin) const {
  const std::int64_t total = inside();
  if (total == 0) return 0;
  return static_cast<double>(count(bin)) / (static_cast<double>(total) * bin_width());
}

int Histogram::peak_bin() const {
  return static_cast<int>(std::ranges::max_element(counts_) - counts_.begin());
}

double Histogram::peak_density() const { return density(peak_bin()); }

}  // namespace studies
