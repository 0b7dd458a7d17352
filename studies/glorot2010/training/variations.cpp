#include "studies/glorot2010/training/variations.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "studies/glorot2010/training/models.h"

namespace glorot2010 {

namespace {

constexpr std::array<std::string_view, 2> kTanh = {"tanh", "tanh-n"};

// The training of models.h that is varied. Rates are those of the desk and paper profiles.
LearnerConfig base(std::string_view id, std::int64_t held_out) {
  const Model& model = model_of(id);
  return {.network = network_of(model, DataSet::shapeset),
          .learning_rate = learning_rate(Profile::desk, model, DataSet::shapeset),
          .data = {.set = DataSet::shapeset, .held_out = held_out}};
}

// 600 800 1000 1200 1400 and the reverse: 2 % fewer weights than five layers of 1000 have.
constexpr std::int64_t kWidening = 200;

std::vector<Variation> widths(std::int64_t held_out) {
  std::vector<Variation> all;
  for (const std::int64_t widening : {kWidening, -kWidening}) {
    const std::string_view shape = widening > 0 ? "widening" : "narrowing";
    for (const std::string_view id : kTanh) {
      LearnerConfig learner = base(id, held_out);
      learner.network.widening = widening;
      all.push_back({.id = fmt::format("train-{}-{}", id, shape),
                     .item = "Section 5",
                     .about = fmt::format("{}, layers of {} to {} units", model_of(id).about,
                                          learner.network.width_of(1),
                                          learner.network.width_of(learner.network.depth)),
                     .learner = learner});
    }
  }
  return all;
}

constexpr std::string_view kDepthRun = "depth-";

std::vector<Variation> depths(std::int64_t held_out) {
  std::vector<Variation> all;
  for (const std::string_view id : {"tanh", "softsign", "sigmoid-5"}) {
    LearnerConfig learner = base(id, held_out);
    const std::string_view activation = name(learner.network.activation);
    for (const int depth : {1, 2, 3, 4, 5}) {
      const std::string run = run_of_depth(learner.network.activation, depth);
      if (!run.starts_with(kDepthRun)) continue;
      learner.network.depth = depth;
      all.push_back({.id = run,
                     .item = "Section 2.3",
                     .about = fmt::format("{}, standard initialisation, {} hidden layer{}",
                                          activation, depth, depth == 1 ? "" : "s"),
                     .learner = learner});
    }
  }
  return all;
}

// Those of trained_otherwise that a search of 20,000 updates left at guessing.
constexpr std::array<std::string_view, 2> kSearchedLong = {"tanh-quadratic", "tanh-variance"};

// A model of tanh that is trained otherwise, at a rate of its own.
Variation trained_otherwise(std::string_view id, std::string_view suffix, std::string_view item,
                            std::string_view about, const LearnerConfig& learner) {
  const std::string model = fmt::format("{}-{}", id, suffix);
  std::vector<std::string> rate_runs = {fmt::format("rate-shapeset-{}", model)};
  if (std::ranges::find(kSearchedLong, model) != kSearchedLong.end())
    rate_runs.push_back(fmt::format("{}-long", rate_runs[0]));
  return {.id = fmt::format("train-{}", model),
          .item = std::string(item),
          .about = fmt::format("{}, {}", model_of(id).about, about),
          .learner = learner,
          .rate_runs = std::move(rate_runs)};
}

// NOTE: learning rates of the variations
//  By the runs rate-shapeset-tanh-… of the desk profile, standard and normalised; a test holds each
//  against the table of its search in results/desk.
constexpr std::array<double, 2> kQuadraticRates = {0.3, 0.03};

std::vector<Variation> quadratic_costs(std::int64_t held_out) {
  std::vector<Variation> all;
  for (std::size_t i = 0; i < kTanh.size(); ++i) {
    LearnerConfig learner = base(kTanh[i], held_out);
    learner.cost = Cost::quadratic;
    learner.learning_rate = kQuadraticRates[i];
    all.push_back(
        trained_otherwise(kTanh[i], "quadratic", "Section 4.1", "quadratic cost", learner));
  }
  return all;
}

// Standard and normalised.
struct RuleRates {
  StepRule rule;
  std::string_view suffix, about;
  std::array<double, kTanh.size()> damping;  // NOTE: the scale of μ, in second_order.h
  std::array<double, kTanh.size()> rates;
};
constexpr std::array<RuleRates, 2> kRuleRates = {{
    {StepRule::curvature, "hessian", "rates by the diagonal Hessian", {1e-6, 1.5e-4}, {0.3, 0.1}},
    {StepRule::variance,
     "variance",
     "rates by the gradient's variance",
     {2.2e-4, 2.7e-3},
     {0.1, 0.1}},
}};

std::vector<Variation> rules(std::int64_t held_out) {
  std::vector<Variation> all;
  for (const RuleRates& rule : kRuleRates)
    for (std::size_t i = 0; i < kTanh.size(); ++i) {
      LearnerConfig learner = base(kTanh[i], held_out);
      learner.rule = rule.rule;
      learner.damping = rule.damping[i];
      learner.learning_rate = rule.rates[i];
      all.push_back(trained_otherwise(kTanh[i], rule.suffix, "Section 5", rule.about, learner));
    }
  return all;
}

// The finite set on which the paper compares a network with a support vector machine.
constexpr std::int64_t kFixedExamples = 100'000;

std::vector<Variation> fixed_sets(std::int64_t held_out) {
  LearnerConfig learner = base("tanh-n", held_out);
  learner.data.fixed = kFixedExamples;
  return {{.id = "fixed-tanh-n",
           .item = "Section 5",
           .about = fmt::format("{}, on a fixed set of {} examples", model_of("tanh-n").about,
                                kFixedExamples),
           .learner = learner}};
}

std::vector<Variation> other_rates(std::int64_t held_out) {
  LearnerConfig learner = base("softsign", held_out);
  learner.learning_rate = kSlowerSoftsignRate;
  return {{.id = "train-softsign-slower",
           .item = "Section 2.3",
           .about = fmt::format("{}, at the second best rate", model_of("softsign").about),
           .learner = learner}};
}

}  // namespace

std::string run_of_depth(Activation activation, int depth) {
  for (const Model& model : kModels)
    if (model.activation == activation && model.initialisation == Initialisation::standard &&
        model.depth == depth)
      return fmt::format("train-{}", model.id);
  return fmt::format("{}{}-{}", kDepthRun, name(activation), depth);
}

std::vector<Variation> variations(std::int64_t held_out) {
  std::vector<Variation> all;
  for (const auto& part : {widths, depths, quadratic_costs, rules, fixed_sets, other_rates})
    for (Variation& variation : part(held_out)) all.push_back(std::move(variation));
  return all;
}

}  // namespace glorot2010
