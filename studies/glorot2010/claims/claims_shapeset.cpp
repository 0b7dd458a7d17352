// Claims C21 to C23: how the models of Figure 11 compare on Shapeset, after as many updates each.

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "studies/glorot2010/claims/claims.h"
#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/proportions.h"

namespace glorot2010 {

namespace {

using studies::Table;

constexpr double kAhead = 3;     // points of tanh N before tanh, C21
constexpr double kAlike = 2;     // points between softsign and softsign N, C21
constexpr double kReached = 50;  // per cent of error, C22
constexpr double kAsMany = 0.5;  // of tanh's examples, C22

// The claims are of the ends of the curves: nothing is decided before kLate, nor while a model
// stands where it started.
void leave_early_runs_open(Comparison& comparison, const std::vector<Trained>& models) {
  for (const Trained& model : models)
    if (!model.learned())
      comparison.leave_open(fmt::format("{} still stands within 2 points of guessing", model.run));
}

void judge_order(Claim& claim, Evidence& evidence) {
  std::vector<Trained> models =
      after_common_updates(claim, evidence,
                           {"train-sigmoid-5", "train-sigmoid-4", "train-tanh", "train-softsign",
                            "train-softsign-n", "train-tanh-n"});
  const Trained &five = models[0], &four = models[1], &tanh = models[2], &softsign = models[3],
                &softsign_n = models[4], &tanh_n = models[5];
  claim.measure("tanh less tanh N", tanh.error - tanh_n.error, "points");
  claim.measure("softsign less softsign N", softsign.error - softsign_n.error, "points");
  Comparison comparison;
  comparison.expect_worse(five, four);
  comparison.expect_worse(four, tanh);
  comparison.expect_worse(tanh, softsign);
  comparison.expect_worse(tanh, softsign_n);
  comparison.expect_worse(tanh, tanh_n, kAhead);
  comparison.expect(std::abs(softsign.error - softsign_n.error) <= kAlike,
                    "softsign and softsign N are more than 2 points apart");
  // Sigmoid of depth 5 stands there at the end of the paper's curve too.
  models.erase(models.begin());
  leave_early_runs_open(comparison, models);
  comparison.judge(claim, kLate);
}

void judge_speed(Claim& claim, Evidence& evidence) {
  const Table tanh = evidence.table("train-tanh", "errors.csv");
  const Table tanh_n = evidence.table("train-tanh-n", "errors.csv");
  const auto reached = [](double error) { return error <= kReached; };
  const auto slow = first_update(tanh, "test_error", reached);
  const auto fast = first_update(tanh_n, "test_error", reached);
  const auto examples_of = [](const Table& table, double update) {
    return table.at(row_of_update(table, update), "examples");
  };
  if (slow)
    claim.measure("examples at the first row of 50 % error or less: tanh",
                  examples_of(tanh, *slow));
  if (fast)
    claim.measure("examples at the first row of 50 % error or less: tanh N",
                  examples_of(tanh_n, *fast));
  const double updates = last_common_update({tanh, tanh_n});
  if (fast && slow) return claim.judge(*fast <= kAsMany * *slow);
  // Whoever has not reached it takes longer than its run.
  if (fast && *fast <= kAsMany * tanh.last("update")) return claim.judge(true);
  if (slow && *slow <= tanh_n.last("update"))
    return claim.judge(false, "tanh has reached 50 %, tanh N has not");
  if (fast)
    claim.not_decidable(fmt::format("tanh has not reached 50 %; it takes {} updates of it",
                                    count_text(*fast / kAsMany)));
  else
    undecided(claim, updates, kFigures, "tanh N has not reached 50 %");
}

void judge_robustness(Claim& claim, Evidence& evidence) {
  const std::vector<Trained> models = after_common_updates(
      claim, evidence, {"train-softsign", "train-softsign-n", "train-tanh", "train-tanh-n"});
  const double softsign = std::abs(models[0].error - models[1].error);
  const double tanh = std::abs(models[2].error - models[3].error);
  claim.measure("between the two initialisations: softsign, tanh", {softsign, tanh}, "points");
  double variance = 0;
  for (const Trained& model : models) variance += model.standard_error * model.standard_error;
  claim.measure("standard error of the difference of those", std::sqrt(variance), "points");
  Comparison comparison;
  leave_early_runs_open(comparison, models);
  // With a model that has not begun to learn, the differences are not those of what is learnt.
  const bool all_learned =
      std::ranges::all_of(models, [](const Trained& model) { return model.learned(); });
  comparison.expect(softsign < tanh || !all_learned, "softsign’s errors are further apart");
  comparison.judge(claim, kLate);
}

}  // namespace

std::vector<Claim> shapeset_claims(const Results& out) {
  return {
      judged({.id = "C21",
              .text = "Shapeset: sigmoid of depth 5 is worst, then of depth 4, then tanh; softsign "
                      "in both initialisations and tanh N are best",
              .source = "Figure 11, Table 1",
              .paper = "82.61, about 35, 27.15; 16.27, 16.06, 15.60 %",
              .bound = "test errors after as many updates, at least 400,000, in this order; tanh "
                       "more than 3 points above tanh N, softsign and softsign N within 2; no "
                       "model but sigmoid of depth 5 within 2 points of guessing"},
             out,
             {"train-sigmoid-5", "train-sigmoid-4", "train-tanh", "train-softsign",
              "train-softsign-n", "train-tanh-n"},
             judge_order),
      judged({.id = "C22",
              .text = "Normalised initialisation makes tanh learn faster",
              .source = "Figure 11",
              .paper = "50 % error after 1.3 million examples, 4 million with the standard one",
              .bound = "tanh N reaches a test error of 50 % in at most half of tanh’s examples"},
             out, {"train-tanh", "train-tanh-n"}, judge_speed),
      judged({.id = "C23",
              .text = "Softsign depends less on the initialisation than tanh",
              .source = "Section 5, Table 1",
              .paper = "0.21 points between the two for softsign, 11.55 for tanh",
              .bound = "difference of test errors after as many updates, at least 400,000, smaller "
                       "for softsign; no model within 2 points of guessing"},
             out, {"train-softsign", "train-softsign-n", "train-tanh", "train-tanh-n"},
             judge_robustness)};
}

}  // namespace glorot2010
