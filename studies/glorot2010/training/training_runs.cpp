// The training runs of the table: the paper's models on its data sets, one run each. A training of
// desk goes on to the length of paper; that with pre-training does not, since paper gives each
// layer more updates before the whole of the network has its first.

#include <fmt/core.h>

#include <string>
#include <string_view>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/training/models.h"
#include "studies/glorot2010/training/pretraining.h"
#include "studies/glorot2010/training/training.h"

namespace glorot2010 {

namespace {

// The same for all models of a comparison, so that their curves and ends can be compared.
std::int64_t updates(Profile profile, DataSet set) {
  switch (profile) {
    case Profile::quick:
      return 8000;
    case Profile::desk:
      return set == DataSet::shapeset ? 500'000 : 250'000;
    case Profile::paper:
      break;
  }
  return kPaperUpdates;
}

// One standard error: at most 1.6 points of 1,000 examples, 0.5 of the paper's 10,000.
std::int64_t held_out(Profile profile) {
  return profile == Profile::quick ? 1000 : kHeldOutExamples;
}

constexpr double kSecondsOfAQuickRun = 45;

std::string_view figures_of(const Model& model) {
  if (model.id == "sigmoid-4") return "Figures 2, 11";
  if (model.id == "tanh") return "Figures 3, 4, 9, 11, Table 1";
  if (model.id == "tanh-n") return "Figures 9, 10, 11, Table 1";
  if (model.id == "softsign") return "Figures 3, 4, 11, Table 1";
  return "Figure 11, Table 1";
}

Run training_run(Profile profile, const Model& model, DataSet set) {
  const TrainingConfig config{.learner = {.network = network_of(model, set),
                                          .learning_rate = learning_rate(profile, model, set),
                                          .data = {.set = set, .held_out = held_out(profile)}},
                              .updates = updates(profile, set)};
  const bool on_shapeset = set == DataSet::shapeset;
  return {
      .id = fmt::format("{}-{}", on_shapeset ? "train" : name(set), model.id),
      .item = std::string(on_shapeset ? figures_of(model) : "Figure 12, Table 1"),
      .about = fmt::format("train {} on {}, {} updates of {} examples", model.about, title(set),
                           config.updates, config.learner.data.batch),
      .unit = "updates",
      .work = static_cast<std::uint64_t>(config.updates),
      .configuration = config.text(),
      .run = [config](RunContext& context) { return train(config, context); },
      .seconds = profile == Profile::quick ? kSecondsOfAQuickRun
                                           : kSecondsAnUpdate * static_cast<double>(config.updates),
      .work_in = [config](std::string_view text) { return config.updates_in(text); },
      .may_be_lengthened = profile == Profile::desk,
      .picture_from = 0,
      .resumes = true,
  };
}

// Updates of each layer alone. With the paper profile: 30 epochs of 100,000 examples, as the first
// author's later library has it.
std::int64_t pretraining_updates(Profile profile) {
  return profile == Profile::paper ? 300'000 : 50'000;
}

// As many updates of the whole network as the others of Figure 11 have, at the rate of the same
// network without pre-training.
Run pretrained_run(Profile profile) {
  const Model& model = model_of("sigmoid-5");
  const DataSet set = DataSet::shapeset;
  const PretrainingConfig config{
      .fine_tuning = {.learner = {.network = network_of(model, set),
                                  .learning_rate = learning_rate(profile, model, set),
                                  .data = {.set = set, .held_out = held_out(profile)}},
                      .updates = updates(profile, set)},
      .updates = pretraining_updates(profile)};
  return {.id = "train-pretrained",
          .item = "Figure 11",
          .about = fmt::format("pre-train {} as denoising auto-encoders, {} updates each, then all "
                               "of it, {} updates",
                               model.about, config.updates, config.fine_tuning.updates),
          .unit = "updates",
          .work = config.work(),
          .configuration = config.text(),
          .run = [config](RunContext& context) { return pretrain_and_train(config, context); },
          .seconds = kSecondsAnUpdate * static_cast<double>(config.work()),
          .picture_from = config.work_before(),
          .resumes = true};
}

}  // namespace

std::vector<Run> training_runs(Profile profile) {
  std::vector<Run> runs;
  for (const Model& model : kModels)
    runs.push_back(training_run(profile, model, DataSet::shapeset));
  if (profile == Profile::quick) return runs;
  runs.push_back(pretrained_run(profile));
  for (const DataSet set : {DataSet::mnist, DataSet::cifar10, DataSet::imagenet})
    for (const Model& model : kModels)
      if (in_paper(model, set)) runs.push_back(training_run(profile, model, set));
  return runs;
}

}  // namespace glorot2010
