#include "studies/glorot2010/claims/judges_initialisation.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "studies/glorot2010/claims/recorded.h"
#include "studies/support/csv.h"

namespace glorot2010 {

namespace {

using studies::Table;
using Values = std::vector<double>;

constexpr std::size_t kDepth = 5;   // hidden layers
constexpr std::size_t kDraws = 20;  // of the cost surfaces

// --- Small arithmetic on one value per layer. A NaN fails every comparison below. ---

// Each value over the one before it.
Values steps(const Values& values) {
  Values ratios;
  for (std::size_t i = 1; i < values.size(); ++i) ratios.push_back(values[i] / values[i - 1]);
  return ratios;
}

bool all_within(const Values& values, double low, double high) {
  return std::ranges::all_of(values, [&](double v) { return low <= v && v <= high; });
}

// The largest |value/expected - 1|, in per cent. Infinite if there is a NaN, which a maximum would
// lose.
double departure(const Values& values, double expected = 1) {
  double largest = 0;
  for (const double value : values) {
    const double here = std::abs(value / expected - 1);
    if (std::isnan(here)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, here);
  }
  return 100 * largest;
}

Values ratio(const Values& a, const Values& b) {
  Values quotients;
  for (std::size_t i = 0; i < a.size(); ++i) quotients.push_back(a[i] / b[i]);
  return quotients;
}

double first_over_last(const Values& values) { return values.front() / values.back(); }

}  // namespace

void judge_weights(Claim& claim, Evidence& evidence) {
  const Table standard = evidence.layers("weights", "standard.csv", kDepth + 1);
  const Table normalised = evidence.layers("weights", "normalised.csv", kDepth + 1);
  const double of_standard = departure(standard.column("fan_in_variance"), 1.0 / 3);
  const double of_normalised = departure(normalised.column("mean_fan_variance"));
  bool bounded = true, zero = true;
  for (const Table* table : {&standard, &normalised})
    for (std::size_t row = 0; row < table->rows(); ++row) {
      bounded = bounded && table->at(row, "largest") <= table->at(row, "bound");
      zero = zero && table->at(row, "largest_bias") == 0;
    }
  claim.measure("n·Var[W], layers 1 to 6, standard", standard.column("fan_in_variance"));
  claim.measure("largest departure from 1/3", of_standard, "%");
  claim.measure("Var[W]·(n_in + n_out)/2, layers 1 to 6, normalised",
                normalised.column("mean_fan_variance"));
  claim.measure("largest departure from 1", of_normalised, "%");
  claim.judge(of_standard <= 2 && of_normalised <= 2 && bounded && zero,
              !bounded ? "a weight lies beyond the bound of its initialisation"
              : !zero  ? "a bias is not 0"
                       : "");
}

void judge_standard_activations(Claim& claim, Evidence& evidence) {
  const Values spread = evidence.layers("fig06", "layers.csv", kDepth).column("standard");
  const Values ratios = steps(spread);
  const double whole = 1 / first_over_last(spread);
  claim.measure("std, layers 1 to 5", spread);
  claim.measure("from layer to layer", ratios);
  claim.measure("L5/L1", whole);
  claim.judge(all_within(ratios, 0.50, 0.62) && whole <= 0.2);
}

void judge_normalised_activations(Claim& claim, Evidence& evidence) {
  const Table layers = evidence.layers("fig06", "layers.csv", kDepth);
  const Values spread = layers.column("normalised");
  const double whole = 1 / first_over_last(spread);
  const double gain = whole * first_over_last(layers.column("standard"));
  claim.measure("std, layers 1 to 5", spread);
  claim.measure("L5/L1", whole);
  claim.measure("that over the standard one's", gain);
  claim.measure("distance from the paper’s 1.0", std::abs(1 - whole));
  claim.judge(whole >= 0.5 && gain >= 4);
}

void judge_standard_gradients(Claim& claim, Evidence& evidence) {
  const Values spread = evidence.layers("fig07", "layers.csv", kDepth).column("standard");
  const double whole = first_over_last(spread);
  claim.measure("std, layers 1 to 5", spread);
  claim.measure("L1/L5", whole);
  const bool rising = std::ranges::all_of(steps(spread), [](double step) { return step > 1; });
  claim.judge(rising && whole <= 0.2);
}

void judge_normalised_gradients(Claim& claim, Evidence& evidence) {
  const Table layers = evidence.layers("fig07", "layers.csv", kDepth);
  const Values spread = layers.column("normalised");
  const double whole = first_over_last(spread);
  const double gain = whole / first_over_last(layers.column("standard"));
  claim.measure("std, layers 1 to 5", spread);
  claim.measure("L1/L5", whole);
  claim.measure("that over the standard one's", gain);
  claim.measure("distance from the paper’s 1.15", std::abs(1.15 - whole));
  claim.judge(0.5 <= whole && whole <= 1.6 && gain >= 4);
}

void judge_weight_gradients(Claim& claim, Evidence& evidence) {
  const Table layers = evidence.layers("fig08", "layers.csv", kDepth);
  bool level = true;
  for (const char* kind : {"standard", "normalised"}) {
    const Values spread = layers.column(kind);
    const double range = largest_over_smallest(spread);
    claim.measure(fmt::format("rms over that of layer 1, layers 1 to 5, {}", kind),
                  ratio(spread, Values(spread.size(), spread.front())));
    claim.measure("largest over smallest", range);
    level = level && range <= 1.3;
  }
  const auto of_peaks = [&](const char* file) {
    return largest_over_smallest(peaks(evidence.table("fig08", file)));
  };
  claim.measure("peaks of the densities, largest over smallest: standard, normalised",
                {of_peaks("standard.csv"), of_peaks("normalised.csv")});
  claim.judge(level);
}

void judge_jacobians(Claim& claim, Evidence& evidence) {
  const Table layers = evidence.layers("jacobian", "layers.csv", kDepth - 1);
  const double images = layers.at(0, "images");
  const auto measure = [&](const std::string& kind) {
    const double overall = average(layers.column(kind));
    claim.measure(fmt::format("mean singular value, {}", kind), overall);
    claim.measure("each of the Jacobians 1 → 2 to 4 → 5", layers.column(kind));
    claim.measure("root mean square", layers.column(kind + "_rms"));
    claim.measure("variance of z from layer to layer", layers.column(kind + "_variance_ratio"));
    return overall;
  };
  const double standard = measure("standard");
  const double normalised = measure("normalised");
  claim.measure("images", images);
  claim.judge(0.44 <= standard && standard <= 0.54 && 0.70 <= normalised && normalised <= 0.86 &&
                  images >= 5,
              images < 5 ? "fewer than five images" : "");
}

void judge_linear(Claim& claim, Evidence& evidence) {
  const Table forward = evidence.layers("linear", "forward.csv", kDepth + 1);
  const Table backward = evidence.layers("linear", "backward.csv", kDepth);
  const Table weights = evidence.layers("linear", "weights.csv", kDepth);
  bool holds = true;
  for (const auto& [kind, expected] :
       {std::pair("standard", 1.0 / 3), std::pair("normalised", 1.0)}) {
    Values downwards = backward.column(kind);
    std::ranges::reverse(downwards);
    const double up = departure(steps(forward.column(kind)), expected);
    const double down = departure(steps(downwards), expected);
    const double eq7 =
        departure(ratio(weights.column(kind), weights.column(fmt::format("{}_predicted", kind))));
    const char* goal = expected < 1 ? "1/3" : "1";
    claim.measure(fmt::format("Var[z] from layer to layer, from {}, {}", goal, kind), up, "%");
    claim.measure(fmt::format("Var[∂C/∂s] from layer to layer, from {}, {}", goal, kind), down,
                  "%");
    claim.measure(fmt::format("Var[∂C/∂W] from equation 7, {}", kind), eq7, "%");
    holds = holds && up <= 6 && down <= 6 && eq7 <= 10;
  }
  claim.judge(holds);
}

void judge_plateaus(Claim& claim, Evidence& evidence) {
  const Table plateaus = evidence.layers("fig05", "plateaus.csv", kDraws);
  const Values entropy = plateaus.column("cross_entropy"), quadratic = plateaus.column("quadratic");
  int larger = 0;
  for (std::size_t i = 0; i < entropy.size(); ++i) larger += quadratic[i] > entropy[i] ? 1 : 0;
  claim.measure("draws of 20 with the larger share for the quadratic cost", larger);
  claim.measure("share of the grid, quadratic, mean", 100 * average(quadratic), "%");
  claim.measure("share of the grid, cross-entropy, mean", 100 * average(entropy), "%");
  claim.judge(larger >= 18);
}

}  // namespace glorot2010
