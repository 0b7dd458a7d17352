// The training runs of the table: the paper's models on Shapeset, one run each.

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/training.h"

namespace glorot2010 {

namespace {

// The same for all models, so that their curves can be compared.
constexpr std::int64_t kQuickUpdates = 10000;
constexpr double kSecondsOfARun = 45;  // on one core

Run training_run(std::string id, std::string item, std::string about, NetworkConfig network,
                 double learning_rate) {
  const TrainingConfig config{
      .network = network, .learning_rate = learning_rate, .updates = kQuickUpdates};
  return {
      .id = std::move(id),
      .item = std::move(item),
      .about = fmt::format("{}, {} updates of {} examples", about, config.updates, config.batch),
      .unit = "updates",
      .work = [config](Profile) { return static_cast<std::uint64_t>(config.updates); },
      .configuration = [config](Profile) { return config.text(); },
      .run = [config](RunContext& context) { return train(config, context); },
      .seconds = kSecondsOfARun,
  };
}

}  // namespace

std::vector<Run> training_runs() {
  using enum Activation;
  using enum Initialisation;
  return {
      training_run("train-sigmoid-4", "Figures 2, 11", "train sigmoid, four hidden layers",
                   {.activation = sigmoid, .initialisation = standard, .depth = 4}, 0.1),
      training_run("train-sigmoid-5", "Figure 11", "train sigmoid, five hidden layers",
                   {.activation = sigmoid, .initialisation = standard}, 0.1),
      training_run("train-tanh", "Figures 3, 9, 11", "train tanh, standard initialisation",
                   {.activation = tanh, .initialisation = standard}, 0.1),
      training_run("train-tanh-n", "Figures 9, 10, 11", "train tanh, normalised initialisation",
                   {.activation = tanh, .initialisation = normalised}, 0.1),
      training_run("train-softsign", "Figures 3, 11", "train softsign, standard initialisation",
                   {.activation = softsign, .initialisation = standard}, 0.1),
      training_run("train-softsign-n", "Figure 11", "train softsign, normalised initialisation",
                   {.activation = softsign, .initialisation = normalised}, 0.1),
  };
}

}  // namespace glorot2010
