#pragma once
// How far the layers of a network are saturated, and since when (Figures 3, 4 and 10): a layer has
// saturated at the first recorded row in which the 98th percentile of |z| is 0.95 or more. Used by
// captions and by the claims, which must not take a layer that has not yet for one that never will.

#include <optional>
#include <string>
#include <vector>

#include "studies/support/csv.h"

namespace glorot2010 {

inline constexpr double kSaturated = 0.95;  // |z|

// Of histograms.csv: per cent of a layer's values beyond ±0.95, which is an edge of its bins.
double saturated_share(const studies::Table& histogram, const std::string& layer);
// Those of layers 1 to `layers`.
std::vector<double> saturated_shares(const studies::Table& histogram, int layers);

// Updates, one for each of layers 1 to `layers`; nothing for a layer that has not.
using SaturationTimes = std::vector<std::optional<double>>;
SaturationTimes saturation_times(const studies::Table& activations, int layers);

// "4,000  16,000  not"
std::string times_text(const SaturationTimes& times);

// Whether the layers saturated from the lowest upwards, as far as they did; a layer that has not is
// later than all that have.
struct LayerOrder {
  int saturated = 0;
  bool contradicted = false;  // a layer is not later than one below it
  double tau = 0;             // Kendall's, over the pairs of which at least one has; 0 if none
};
LayerOrder layer_order(const SaturationTimes& times);

// Last less first time. Only a lower bound while a layer has not saturated in `updates`; nothing
// when none has.
struct Spread {
  double updates = 0;
  bool exact = false;
};
std::optional<Spread> spread_of(const SaturationTimes& times, double updates);

}  // namespace glorot2010
