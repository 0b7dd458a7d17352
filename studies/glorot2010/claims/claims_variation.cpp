// Claims C27 to C32: trainings that differ from the paper's five models in one thing, beside those
// models after as many updates (sections 2.3, 4.1 and 5), all on Shapeset.

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "studies/glorot2010/claims/claims.h"
#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/depths.h"

namespace glorot2010 {

namespace {

using studies::Table;

constexpr double kSvmExamples = 100'000;      // of the paper's support vector machine
constexpr double kGoodPart = 0.4;             // of the way from tanh to pre-training, C29
constexpr double kPretrainedAhead = 300'000;  // updates from which it leads in Figure 11

std::size_t lowest_row(const Table& table, std::string_view column) {
  const std::vector<double> values = table.column(column);
  return static_cast<std::size_t>(std::ranges::min_element(values) - values.begin());
}

void judge_svm(Claim& claim, Evidence& evidence) {
  const Table svm = evidence.table("svm", "svm.csv", 1);
  const Table net = evidence.table("fixed-tanh-n", "errors.csv");
  const std::size_t chosen = svm.rows() - 1;  // after the grid, by which it was chosen
  const double examples = svm.at(chosen, "examples");
  const double of_svm = svm.at(chosen, "test_error");
  const double of_net = net.at(lowest_row(net, "validation_error"), "test_error");
  claim.measure("support vector machine: test error", of_svm, "%");
  claim.measure("C, γ, training examples",
                {svm.at(chosen, "C"), svm.at(chosen, "gamma"), examples});
  claim.measure("tanh N: test error at the best validation error", of_net, "%");
  claim.measure("tanh N: test error at the end", net.last("test_error"), "%");
  if (of_net < of_svm && examples < kSvmExamples)
    claim.not_decidable(
        fmt::format("the network is better than a support vector machine on {} examples; it takes "
                    "one on {}",
                    count_text(examples), count_text(kSvmExamples)));
  else if (of_net >= kGuessing - kNear)
    undecided(claim, net.last("update"), kLate, "the network still stands at guessing");
  else
    claim.judge(of_net < of_svm);
}

// A claim that every model of a chain is worse than the next.
void expect_chain(Comparison& comparison, const std::vector<Trained>& chain) {
  for (std::size_t i = 1; i < chain.size(); ++i) comparison.expect_worse(chain[i - 1], chain[i]);
}

void judge_second_order(Claim& claim, Evidence& evidence) {
  const std::vector<Trained> models = after_common_updates(
      claim, evidence,
      {"train-tanh", "train-tanh-n", "train-tanh-hessian", "train-tanh-n-hessian",
       "train-tanh-variance", "train-tanh-n-variance"});
  const Trained &tanh = models[0], &tanh_n = models[1];
  Comparison comparison;
  expect_chain(comparison, {tanh, models[2], tanh_n, models[3]});
  expect_chain(comparison, {tanh, models[4], tanh_n, models[5]});
  comparison.judge(claim, kVaried);
}

void judge_pretraining(Claim& claim, Evidence& evidence) {
  const std::vector<Trained> models =
      after_common_updates(claim, evidence, {"train-tanh", "train-tanh-n", "train-pretrained"});
  const Trained &tanh = models[0], &tanh_n = models[1], &pretrained = models[2];
  const double part = (tanh.error - tanh_n.error) / (tanh.error - pretrained.error);
  claim.measure("(tanh − tanh N) / (tanh − pre-trained)", part);
  const bool lowest = pretrained.error < tanh.error && pretrained.error < tanh_n.error;
  if (too_early(claim, kVaried)) return;
  if (lowest && part >= kGoodPart) return claim.judge(true);
  const bool begun = tanh_n.learned() || pretrained.learned();
  undecided(claim, begun ? static_cast<double>(claim.updates) : 0, kPretrainedAhead,
            !begun    ? "no model has begun to learn"
            : !lowest ? "the pre-trained network is not the best"
                      : "tanh N closes too small a part of the gap");
}

void judge_widths(Claim& claim, Evidence& evidence) {
  Comparison comparison;
  std::uint64_t updates = 0;
  for (const char* shape : {"widening", "narrowing"}) {
    const std::vector<Trained> models = after_common_updates(
        claim, evidence,
        {fmt::format("train-tanh-{}", shape), fmt::format("train-tanh-n-{}", shape)});
    comparison.expect_worse(models[0], models[1]);
    updates = updates == 0 ? claim.updates : std::min(updates, claim.updates);
  }
  claim.updates = updates;
  comparison.judge(claim, kVaried);
}

struct Sweep {
  Activation activation;
  int best_in_paper;
};
constexpr std::array<Sweep, 3> kSweeps = {
    {{Activation::tanh, 5}, {Activation::softsign, 5}, {Activation::sigmoid, 4}}};
// Of each depth, in the order of the depths.
std::vector<double> lowest_of_depths(Evidence& evidence, Activation activation) {
  std::vector<Table> tables;
  for (const std::string& run : runs_of_depths(activation))
    tables.push_back(evidence.table(run, "errors.csv"));
  return lowest_validation_errors(tables);
}

void judge_depths(Claim& claim, Evidence& evidence) {
  std::string others, stuck;
  for (const Sweep& sweep : kSweeps) {
    const std::vector<double> lowest = lowest_of_depths(evidence, sweep.activation);
    const std::string_view activation = name(sweep.activation);
    const int best = best_depth(lowest);
    claim.measure(fmt::format("{}: lowest validation error of depths 1 to 5", activation), lowest,
                  "%");
    claim.measure(fmt::format("{}: best depth", activation), best);
    if (lowest[static_cast<std::size_t>(sweep.best_in_paper) - 1] >= kGuessing - kNear)
      stuck += fmt::format("{}{} of depth {} has not begun to learn", stuck.empty() ? "" : "; ",
                           activation, sweep.best_in_paper);
    else if (best != sweep.best_in_paper)
      others +=
          fmt::format("{}{} is best at depth {}", others.empty() ? "" : "; ", activation, best);
  }
  if (too_early(claim, kVaried)) return;
  const auto updates = static_cast<double>(claim.updates);
  if (!others.empty())
    undecided(claim, updates, kLate, others);
  else if (!stuck.empty())
    undecided(claim, updates, kFigures, stuck);
  else
    claim.judge(true);
}

void judge_costs(Claim& claim, Evidence& evidence) {
  const std::vector<Trained> models = after_common_updates(
      claim, evidence,
      {"train-tanh-quadratic", "train-tanh", "train-tanh-n-quadratic", "train-tanh-n"});
  Comparison comparison;
  comparison.expect_worse(models[0], models[1]);
  comparison.expect_worse(models[2], models[3]);
  comparison.judge(claim, kVaried);
}

std::vector<std::string> all_depth_runs() {
  std::vector<std::string> runs;
  for (const Sweep& sweep : kSweeps)
    std::ranges::move(runs_of_depths(sweep.activation), std::back_inserter(runs));
  return runs;
}

}  // namespace

std::vector<Claim> variation_claims(const Results& out) {
  const std::string open =
      ", at least 100,000; open between two models within 2 points of guessing";
  return {
      judged({.id = "C27",
              .text = "A tanh network of depth 5 with the normalised initialisation is better than "
                      "a support vector machine on 100,000 fixed Shapeset examples",
              .source = "Section 5",
              .paper = "50.47 % against 59.47 %",
              .bound = "test error lower where each has its lowest validation error; the machine "
                       "trained on 100,000 examples"},
             out, {"svm", "fixed-tanh-n"}, judge_svm),
      judged(
          {.id = "C28",
           .text = "Learning rates by the diagonal of the Hessian, or by the gradients’ "
                   "variance, help standard tanh, less than the normalised initialisation does; "
                   "both together are best",
           .source = "Section 5",
           .paper = "in this order, no numbers",
           .bound =
               "test errors fall in this order, for both kinds: tanh, tanh with such rates, tanh "
               "N, tanh N with such rates; after as many updates" +
               open},
          out,
          {"train-tanh", "train-tanh-n", "train-tanh-hessian", "train-tanh-n-hessian",
           "train-tanh-variance", "train-tanh-n-variance"},
          judge_second_order),
      judged({.id = "C29",
              .text = "Unsupervised pre-training is still best; the normalised initialisation "
                      "closes a good part of the gap",
              .source = "Figure 11, section 5",
              .paper = "27.5, 16, 11 % for tanh, tanh N, pre-trained: 0.70 of the gap",
              .bound = "(tanh − tanh N) / (tanh − pre-trained) ≥ 0.4 in test errors after as many "
                       "updates, at least 100,000, pre-trained lowest; to fail it takes 300,000"},
             out, {"train-tanh", "train-tanh-n", "train-pretrained"}, judge_pretraining),
      judged(
          {.id = "C30",
           .text = "The gain of the normalised initialisation is there too when layers get wider "
                   "or narrower",
           .source = "Section 5",
           .paper = "said, no numbers",
           .bound = "test error of tanh N < tanh in both shapes; after as many updates" + open},
          out,
          {"train-tanh-widening", "train-tanh-n-widening", "train-tanh-narrowing",
           "train-tanh-n-narrowing"},
          judge_widths),
      judged(
          {.id = "C31",
           .text = "The best depth on Shapeset is five hidden layers for tanh and softsign, four "
                   "for sigmoid",
           .source = "Section 2.3",
           .paper = "5, 5, 4 by validation error",
           .bound = "depth of the lowest validation error, 1 to 5, after at least 100,000 updates; "
                    "to fail it takes 400,000, and 1.9 million where that depth has not begun to "
                    "learn"},
          out, all_depth_runs(), judge_depths),
      judged({.id = "C32",
              .text = "Networks learn better by the log-likelihood than by the quadratic cost",
              .source = "Section 4.1",
              .paper = "said, no numbers",
              .bound = "test error lower for tanh and for tanh N; after as many updates" + open},
             out, {"train-tanh-quadratic", "train-tanh", "train-tanh-n-quadratic", "train-tanh-n"},
             judge_costs)};
}

}  // namespace glorot2010
