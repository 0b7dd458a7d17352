// Claims C11 to C13: what becomes of the top hidden layer of sigmoid networks (Figure 2, section
// 3.1), judged from the activations and errors of the two sigmoid trainings on Shapeset.

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "studies/glorot2010/claims/claims.h"
#include "studies/glorot2010/claims/curves.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using studies::Table;

constexpr const char* kFour = "train-sigmoid-4";
constexpr const char* kFive = "train-sigmoid-5";

constexpr double kPlateau = 1.5;             // points around guessing, C11
constexpr double kCollapsed = 0.2;           // mean of the top layer, C11
constexpr double kCollapsedBy = 2 * kEpoch;  // where Figure 2 has it at 0.13
constexpr double kRise = 2;                  // of the top layer and of layer 1's std, C12
constexpr double kEscapedBy = 100 * kEpoch;  // where Figure 2 has the escape
constexpr double kAfterwards = 10 * kEpoch;  // where Figure 2 has the peak of layer 1

// Both tables of a training have their rows at the same updates.
struct Course {
  Table activations, errors;

  double updates() const { return errors.last("update"); }
};

Course course_of(Evidence& evidence, const char* run) {
  Course course{evidence.table(run, "activations.csv"), evidence.table(run, "errors.csv")};
  gradflow::require<gradflow::FileError>(
      course.activations.column("update") == course.errors.column("update"),
      "{}: the rows of activations.csv and errors.csv are not of the same updates", run);
  return course;
}

// The row in which the top layer's mean is lowest, of those whose error is on the plateau.
std::optional<std::size_t> lowest_on_plateau(const Course& course) {
  std::optional<std::size_t> lowest;
  for (std::size_t row = 0; row < course.errors.rows(); ++row) {
    if (!(std::abs(course.errors.at(row, "test_error") - kGuessing) <= kPlateau)) continue;
    const double mean = course.activations.at(row, "L4_mean");
    if (!lowest || mean < course.activations.at(*lowest, "L4_mean")) lowest = row;
  }
  return lowest;
}

void judge_collapse(Claim& claim, Evidence& evidence) {
  const Course course = course_of(evidence, kFour);
  const std::optional<std::size_t> row = lowest_on_plateau(course);
  // Off the plateau, nothing of this can come any more.
  const bool left = escape_of(course.errors, kPlateau).has_value();
  const auto miss = [&](double needed, const std::string& why) {
    undecided(claim, course.updates(), left ? 0 : needed, why);
  };
  if (!row) return miss(kCollapsedBy, "the test error is never within 1.5 points of 83.3 %");
  const auto mean = [&](int layer) {
    return course.activations.at(*row, fmt::format("L{}_mean", layer));
  };
  claim.measure("lowest mean of layer 4 while the error stands at guessing", mean(4));
  claim.measure("means of layers 1 to 3 then", {mean(1), mean(2), mean(3)});
  claim.measure("mean of layer 1 then, above 0.5 by", mean(1) - 0.5);
  claim.measure("updates then", course.errors.at(*row, "update"));
  claim.measure("test error then", course.errors.at(*row, "test_error"), "%");
  if (!(mean(4) < kCollapsed))
    miss(kCollapsedBy, "the mean of layer 4 has not fallen below 0.2");
  else if (!(mean(3) > mean(2) && mean(2) > mean(1) && mean(1) > 0.5))
    miss(kLate, "layers 1 to 3 are not in order above 0.5");
  else
    claim.judge(true);
}

// The largest value from `row` on over that in `row`.
double rise(const Table& table, std::size_t row, std::string_view column) {
  const std::vector<double> values = table.column(column);
  const auto from = values.begin() + static_cast<std::ptrdiff_t>(row);
  return *std::max_element(from, values.end()) / *from;
}

void judge_escape(Claim& claim, Evidence& evidence) {
  const Course course = course_of(evidence, kFour);
  const std::vector<double> errors = course.errors.column("test_error");
  claim.measure("lowest test error", *std::ranges::min_element(errors), "%");
  const std::optional<double> escaped = escape_of(course.errors, kEscaped);
  if (!escaped)
    return undecided(claim, course.updates(), kEscapedBy,
                     "the test error has not fallen 5 points below guessing");
  claim.measure("updates at the escape", *escaped);
  // The window opens at the top layer's lowest mean before the escape.
  const std::vector<double> means = course.activations.column("L4_mean");
  const auto end =
      means.begin() + static_cast<std::ptrdiff_t>(row_of_update(course.errors, *escaped)) + 1;
  const auto row = static_cast<std::size_t>(std::min_element(means.begin(), end) - means.begin());
  const double mean = rise(course.activations, row, "L4_mean");
  const double spread = rise(course.activations, row, "L4_std");
  const double first = rise(course.activations, row, "L1_std");
  claim.measure("layer 4 after its lowest mean: mean, std, largest over then", {mean, spread});
  claim.measure("std of layer 1, largest over then", first);
  if ((mean >= kRise || spread >= kRise) && first >= kRise) return claim.judge(true);
  undecided(claim, course.updates(), *escaped + kAfterwards,
            first >= kRise ? "layer 4 has not risen twofold from its lowest"
                           : "the std of layer 1 has not doubled");
}

void judge_no_escape(Claim& claim, Evidence& evidence) {
  const Table four = evidence.table(kFour, "errors.csv");
  const Table five = evidence.table(kFive, "errors.csv");
  const std::vector<double> errors = five.column("test_error");
  const std::optional<double> of_four = escape_of(four, kEscaped);
  const std::optional<double> of_five = escape_of(five, kNear);
  const double updates = five.last("update");
  claim.measure("depth 5: lowest test error", *std::ranges::min_element(errors), "%");
  const std::vector<double> errors_of_four = four.column("test_error");
  claim.measure("depth 4: lowest test error", *std::ranges::min_element(errors_of_four), "%");
  if (of_four) claim.measure("depth 4: updates at the escape", *of_four);
  // What depth 5 does after depth 4's whole training is no longer the same budget.
  if (of_five && *of_five <= four.last("update"))
    claim.judge(false, fmt::format("depth 5 left guessing after {} updates", count_text(*of_five)));
  else if ((updates >= kEscapedBy && !of_five) || (of_four && *of_four <= updates))
    claim.judge(true);
  else
    claim.not_decidable(fmt::format(
        "{}, so that depth 5 had no time to either; it takes a run in which it does, or {} updates",
        of_four ? "depth 4 escaped later than depth 5 was trained" : "depth 4 has not escaped",
        count_text(kEscapedBy)));
}

}  // namespace

std::vector<Claim> sigmoid_claims(const Results& out) {
  return {
      judged({.id = "C11",
              .text = "Sigmoid, four hidden layers: the top one is driven towards 0 and blocks "
                      "learning, the others stand above 0.5, lower towards the input",
              .source = "Figure 2",
              .paper = "layer 4 at 0.13 after 40 thousand updates, then near 0.02; layers 3, 2, 1 "
                       "about 0.8, 0.6, 0.55",
              .bound = "where layer 4’s mean is lowest, of the rows with a test error within 1.5 "
                       "points of 83.3 %: mean of layer 4 < 0.2, and of layer 3 > 2 > 1 > 0.5"},
             out, {kFour}, judge_collapse),
      judged(
          {.id = "C12",
           .text = "Sigmoid, four hidden layers: the network leaves that state by itself, and "
                   "layer 1 saturates then",
           .source = "Figures 2, 11",
           .paper = "near 2 million updates (Figure 2) or 0.7 million (Figure 11)",
           .bound = "test error 5 points below 83.3 %; from the row of layer 4’s lowest mean "
                    "before that on, its mean or std rises to twice, and the std of layer 1 too"},
          out, {kFour}, judge_escape),
      judged({.id = "C13",
              .text = "Sigmoid, five hidden layers: the network does not leave that state in the "
                      "same budget",
              .source = "Section 3.1, Figure 11",
              .paper = "83.5 % at the end of Figure 11, 82.61 % in Table 1",
              .bound = "depth 5’s test error never 2 points below 83.3 %, in a training in which "
                       "depth 4 escaped (C12), or of 2 million updates"},
             out, {kFour, kFive}, judge_no_escape)};
}

}  // namespace glorot2010
