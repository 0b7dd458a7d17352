// The runs of the variations: each one training, and for those with a rate of their own the search
// for it. Where long runs are made at all; the quick profile has none.

#include <fmt/core.h>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/training/rate_search.h"
#include "studies/glorot2010/training/training.h"
#include "studies/glorot2010/training/variations.h"

namespace glorot2010 {

namespace {

std::int64_t updates_of(Profile profile) {
  return profile == Profile::paper ? kPaperUpdates : 100'000;
}

// An update, by the weights and what the rule does for each: measured beside plain descent.
double seconds_of(const LearnerConfig& config) {
  const double of_rule = config.rule == StepRule::curvature  ? 3.6
                         : config.rule == StepRule::variance ? 2.4
                                                             : 1.0;
  return kSecondsAnUpdate * of_rule * static_cast<double>(config.network.parameter_count()) /
         static_cast<double>(NetworkConfig{}.parameter_count());
}

Run variation_run(Profile profile, const Variation& variation) {
  const std::int64_t updates = updates_of(profile);
  const TrainingConfig config{.learner = variation.learner, .updates = updates};
  return {.id = variation.id,
          .item = variation.item,
          .about = fmt::format("train {}, {} updates of {} examples", variation.about, updates,
                               config.learner.data.batch),
          .unit = "updates",
          .work = static_cast<std::uint64_t>(updates),
          .configuration = config.text(),
          .run = [config](RunContext& context) { return train(config, context); },
          .seconds = seconds_of(config.learner) * static_cast<double>(updates),
          .work_in = [config](std::string_view text) { return config.updates_in(text); },
          .may_be_lengthened = profile == Profile::desk,
          .picture_from = 0,
          .resumes = true};
}

void add_rate_runs(const Variation& variation, std::vector<Run>& runs) {
  RateSearchConfig config{.learner = variation.learner};
  // Plays no part; its own would change the run's configuration by what the run found.
  config.learner.learning_rate = LearnerConfig{}.learning_rate;
  for (const std::string& id : variation.rate_runs) {
    runs.push_back(rate_search_run(id, variation.item,
                                   fmt::format("choose a learning rate for {}", variation.about),
                                   config, seconds_of(config.learner)));
    config.updates = kLongSearch;
  }
}

}  // namespace

std::vector<Run> variation_runs(Profile profile) {
  std::vector<Run> runs;
  if (profile == Profile::quick) return runs;
  const std::vector<Variation> all = variations(kHeldOutExamples);
  for (const Variation& variation : all) add_rate_runs(variation, runs);
  for (const Variation& variation : all) runs.push_back(variation_run(profile, variation));
  return runs;
}

}  // namespace glorot2010
