// Claims C18 and C19: how gradients spread over the layers as training goes on (section 4.3, Figure
// 9), judged from the gradients of tanh trainings on Shapeset.

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "studies/glorot2010/claims/claims.h"
#include "studies/glorot2010/claims/curves.h"

namespace glorot2010 {

namespace {

using studies::Table;

constexpr double kReversed = 1;        // L1/L5 of ∂C/∂s, C18
constexpr double kFurtherApart = 1.5;  // standard over normalised, C19

void judge_reversal(Claim& claim, Evidence& evidence) {
  const Table table = evidence.table("train-tanh", "gradients.csv");
  const double first = first_over_last_layer(table, 0);
  const double updates = table.last("update");
  const double last = late_layer_ratio(table, updates);
  claim.measure("L1/L5 of the std of ∂C/∂s at initialisation", first);
  claim.measure("L1/L5, median over the last fifth", last);
  claim.measure("that over initialisation", last / first);
  const double never = -1;
  double since = never, first_time = never;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const bool above = first_over_last_layer(table, row) > kReversed;
    if (above && since == never) since = table.at(row, "update");
    if (above && first_time == never) first_time = since;
    if (!above) since = never;
  }
  claim.measure("it is above 1 first after, and for good after", {first_time, since},
                std::string(kUpdatesUnit));
  if (updates >= kEpoch && last > kReversed)
    claim.judge(true);
  else
    undecided(claim, updates, kLate, fmt::format("L1/L5 has grown {:.2f} times", last / first));
}

void judge_divergence(Claim& claim, Evidence& evidence) {
  const Table standard = evidence.table("train-tanh", "weight_gradients.csv");
  const Table normalised = evidence.table("train-tanh-n", "weight_gradients.csv");
  const double updates = last_common_update({standard, normalised});
  claim.updates = studies::count_of(updates);
  const double of_standard = late_layer_ratio(standard, updates);
  const double of_normalised = late_layer_ratio(normalised, updates);
  claim.measure("L1/L5 of the std of ∂C/∂W at initialisation: standard, normalised",
                {first_over_last_layer(standard, 0), first_over_last_layer(normalised, 0)});
  claim.measure("over the last fifth: standard, normalised", {of_standard, of_normalised});
  claim.measure("standard over normalised", of_standard / of_normalised);
  if (of_standard > kFurtherApart * of_normalised && of_standard > 1 && of_normalised > 1)
    claim.judge(true);
  else
    undecided(claim, updates, kLate, "outside the bound");
}

}  // namespace

std::vector<Claim> gradient_claims(const Results& out) {
  return {
      judged(
          {.id = "C18",
           .text = "Standard initialisation, tanh: the shrinking of back-propagated gradients "
                   "towards the input is reversed in training",
           .source = "Section 4.3",
           .paper = "reversed very quickly after training starts, no number",
           .bound = "L1/L5 of the std of ∂C/∂s above 1, median over the last fifth of a training "
                    "of an epoch of 20,000 updates or more; how quickly is measured, not judged; "
                    "to fail it takes 400,000 updates"},
          out, {"train-tanh"}, judge_reversal),
      judged({.id = "C19",
              .text = "Tanh: weight gradients of the layers drift apart in training, larger in the "
                      "lower ones, and much more so with the standard initialisation",
              .source = "Figure 9",
              .paper = "L1/L5 from about 1 to 3.3 standard, to 1.7 normalised, over 1.9 million "
                       "updates",
              .bound = "L1/L5 of the std of ∂C/∂W, median of the last fifth: standard > 1.5 times "
                       "normalised, both > 1; to fail it takes 400,000 updates"},
             out, {"train-tanh", "train-tanh-n"}, judge_divergence)};
}

}  // namespace glorot2010
