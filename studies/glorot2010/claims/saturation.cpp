#include "studies/glorot2010/claims/saturation.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "studies/glorot2010/claims/curves.h"

namespace glorot2010 {

double saturated_share(const studies::Table& histogram, const std::string& layer) {
  const double width = histogram.at(1, "value") - histogram.at(0, "value");
  double share = 0;
  for (std::size_t row = 0; row < histogram.rows(); ++row)
    if (std::abs(histogram.at(row, "value")) > kSaturated)
      share += 100 * width * histogram.at(row, layer);
  return share;
}

std::vector<double> saturated_shares(const studies::Table& histogram, int layers) {
  std::vector<double> shares;
  for (int layer = 1; layer <= layers; ++layer)
    shares.push_back(saturated_share(histogram, fmt::format("L{}", layer)));
  return shares;
}

SaturationTimes saturation_times(const studies::Table& activations, int layers) {
  SaturationTimes times;
  for (int layer = 1; layer <= layers; ++layer)
    times.push_back(first_update(activations, fmt::format("L{}_p98", layer),
                                 [](double percentile) { return percentile >= kSaturated; }));
  return times;
}

std::string times_text(const SaturationTimes& times) {
  std::string text;
  for (const auto& time : times)
    text += (text.empty() ? "" : "  ") + (time ? count_text(*time) : "not");
  return text;
}

LayerOrder layer_order(const SaturationTimes& times) {
  LayerOrder order;
  int concordant = 0, pairs = 0;
  for (std::size_t upper = 0; upper < times.size(); ++upper) {
    order.saturated += times[upper] ? 1 : 0;
    for (std::size_t lower = 0; lower < upper; ++lower) {
      if (!times[lower] && !times[upper]) continue;
      const double never = std::numeric_limits<double>::infinity();
      const double below = times[lower].value_or(never), above = times[upper].value_or(never);
      concordant += below < above ? 1 : below > above ? -1 : 0;
      order.contradicted = order.contradicted || !(below < above);
      ++pairs;
    }
  }
  if (pairs > 0) order.tau = static_cast<double>(concordant) / pairs;
  return order;
}

std::optional<Spread> spread_of(const SaturationTimes& times, double updates) {
  std::vector<double> known;
  for (const auto& time : times)
    if (time) known.push_back(*time);
  if (known.empty()) return std::nullopt;
  const auto [first, last] = std::ranges::minmax(known);
  if (known.size() == times.size()) return Spread{last - first, true};
  return Spread{updates - first, false};
}

}  // namespace glorot2010
