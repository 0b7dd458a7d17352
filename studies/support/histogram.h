#pragma once
// A histogram over bins of one width between two fixed ends, as counts and as a density of unit
// area, which is how the paper draws activations and gradients (figures 4 and 6 to 8). A value
// type; counts are whole numbers, so the order in which values arrive plays no part.

#include <cstdint>
#include <span>
#include <vector>

namespace studies {

class Histogram {
 public:
  // ArgumentError unless bins ≥ 1 and low < high, both finite.
  Histogram(int bins, double low, double high);

  // The last bin holds its upper end too, so that a unit saturated at exactly 1 is seen.
  void add(std::span<const float> values);
  // ArgumentError for other bins or other ends.
  void merge(const Histogram& other);

  int bins() const { return static_cast<int>(counts_.size()); }
  double low() const { return low_; }
  double high() const { return high_; }
  double bin_width() const { return (high_ - low_) / bins(); }
  double bin_centre(int bin) const { return low_ + (bin + 0.5) * bin_width(); }

  std::int64_t count(int bin) const { return counts_[static_cast<std::size_t>(bin)]; }
  std::int64_t inside() const;                   // values within the ends
  std::int64_t below() const { return below_; }  // values under `low`
  std::int64_t above() const { return above_; }  // values over `high`
  std::int64_t not_numbers() const { return not_numbers_; }

  // Share of the values within the ends that fall into the bin, over its width: the areas of all
  // bins add up to 1. All 0 while nothing is inside.
  double density(int bin) const;
  double peak_density() const;
  int peak_bin() const;  // the first of equals

 private:
  double low_, high_;
  std::vector<std::int64_t> counts_;
  std::int64_t below_ = 0, above_ = 0, not_numbers_ = 0;
};

}  // namespace studies
