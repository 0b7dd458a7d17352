#pragma once
// How a learning rate is chosen: each rate of a grid trains the model for a stated number of
// updates, from the same weights on the same examples, and is judged on the validation set. The
// rule is fixed: the lowest validation error wins; but while the best model is within five points
// of always answering with the commonest class, errors say little, and the lowest cross-entropy
// wins. Cross-entropies less than a thousandth of a nat above the lowest are a tie, and the largest
// rate of a tie wins: on the plateau where the classes' shares are answered, all that a rate
// decides is how soon the network is across, and the paper judged after five million updates. A
// model that no rate brings away from guessing was given too little time to tell them apart: on
// Shapeset it is searched again with five times the updates, in the runs rate-…-long. On the finite
// sets, whose trainings of desk are not much longer than that, ties decide.

#include <cstdint>
#include <string>
#include <vector>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/model/learner.h"
#include "studies/support/csv.h"

namespace glorot2010 {

inline constexpr std::int64_t kLongSearch = 100'000;  // updates at each rate of a run rate-…-long

struct RateSearchConfig {
  LearnerConfig learner = {};  // its own rate plays no part
  std::vector<double> rates = {0.003, 0.01, 0.03, 0.1, 0.3};
  std::int64_t updates = 20000;  // at each rate

  std::string text() const;  // canonical: what a run's configuration says of it
};

// Writes rates.csv: learning_rate, updates (fewer than asked for when it diverged), validation_loss
// (NaN then), validation_error, guess_error (of the commonest class). A rate that is done is not
// trained again when the run goes on after a stop. Returns false when it was asked to stop. Errors
// are those of Learner but for Diverged, which is an answer; no row is written for the rate then.
// ArgumentError when the rows that are there are of other data than those that are there now.
bool search_rates(const RateSearchConfig& config, RunContext& context);

// The run that searches, of a model whose update takes so many seconds on one core.
Run rate_search_run(std::string id, std::string item, std::string about,
                    const RateSearchConfig& config, double seconds_an_update);

// Whether no rate brought the model five points away from guessing.
bool near_guessing(const studies::Table& rates);

// By the rule above. ArgumentError for a table in which every rate diverged.
double chosen_rate(const studies::Table& rates);

}  // namespace glorot2010
