#pragma once
// What the paper says it also tried, or leaves open, as trainings that change one thing of those of
// models.h: the depth (section 2.3), the cost (4.1), widths that rise or fall, rates for each
// weight, and a fixed set of examples (5); then softsign at the rate that came second in its
// search. All on Shapeset.

#include <cstdint>
#include <string>
#include <vector>

#include "studies/glorot2010/model/learner.h"

namespace glorot2010 {

struct Variation {
  std::string id;     // of its run: "train-tanh-quadratic"
  std::string item;   // of the paper
  std::string about;  // in words
  LearnerConfig learner;
  // The runs that searched for a learning rate of its own, the last of which chose it: one of
  // RateSearchConfig's updates, and one of kLongSearch where that had left it at guessing. Empty
  // where the rate is that of the model it varies.
  std::vector<std::string> rate_runs = {};
};

// Softsign's second best rate by the table of rate-shapeset-softsign, whose error there is one
// point above the best: how much of what softsign does turns on that choice.
inline constexpr double kSlowerSoftsignRate = 0.03;

// The run of so many hidden layers of an activation, standard initialisation: a variation, or the
// training of a model of models.h where that is the same one.
std::string run_of_depth(Activation activation, int depth);

// With validation and test sets of that many examples each.
std::vector<Variation> variations(std::int64_t held_out);

}  // namespace glorot2010
