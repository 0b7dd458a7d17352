// Findings about training: how long it takes, when sigmoid leaves guessing, which error is the
// final one, how far the gradients of the layers drift apart.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/proportions.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/report/findings.h"
#include "studies/glorot2010/training/models.h"
#include "studies/support/csv.h"
#include "tensor/error.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::read_csv;
using studies::Table;

constexpr const char* kErrorsTable = "errors.csv";

// Of the last row at or before half of the updates.
std::size_t half_way(const Table& errors) {
  std::size_t half = 0;
  for (std::size_t row = 0; row < errors.rows(); ++row)
    if (2 * errors.at(row, "update") <= errors.last("update")) half = row;
  return half;
}

FindingText read_length(const path& out) {
  std::string here, steepest;
  double most = 0;
  for (const Model& model : kModels) {
    const std::string run = fmt::format("train-{}", model.id);
    if (!has_table(out, run, kErrorsTable)) continue;
    const Table errors = read_csv(out / run / kErrorsTable);
    const std::size_t half = half_way(errors);
    const double then = errors.at(half, "test_error"), now = errors.last("test_error");
    here +=
        fmt::format("{}{} {:.1f} % after {} updates, {:.1f} % after {}", here.empty() ? "" : "; ",
                    run, then, count_text(errors.at(half, "update")), now, updates_text(errors));
    if (then - now <= most) continue;
    most = then - now;
    steepest = run;
  }
  gradflow::require(!here.empty(), "no training on Shapeset has been run");
  return {
      .here = here + ".",
      .hence = fmt::format(
          "{} An error says little without its number of updates, and each here has its own. "
          "25 million examples, 2.5 million updates, are taken as the paper’s end: Figure 11 "
          "stops there at the errors of Table 1’s Shapeset column.",
          steepest.empty() ? std::string("No model’s error fell in the second half of its updates.")
                           : fmt::format("The error of {} still fell by {:.1f} points in the "
                                         "second half of its updates.",
                                         steepest, most))};
}

// "; of five rates, 0.003 to 0.3, none leaves guessing in 100,000 updates". Nothing if not
// recorded.
std::string rates_text(const path& out) {
  for (const char* run : {"rate-shapeset-sigmoid-4-long", "rate-shapeset-sigmoid-4"}) {
    if (!has_table(out, run, "rates.csv")) continue;
    const Table rates = read_csv(out / run / "rates.csv");
    int learned = 0;
    for (const double error : rates.column("validation_error"))
      learned += error < kGuessing - kNear ? 1 : 0;
    return fmt::format("; of {} learning rates from {} to {}, {} leave guessing in {} updates",
                       rates.rows(), rates.at(0, "learning_rate"), rates.last("learning_rate"),
                       learned == 0 ? "none" : fmt::format("{}", learned),
                       count_text(rates.last("updates")));
  }
  return "";
}

FindingText read_escape(const path& out) {
  const Table errors = read_csv(out / "train-sigmoid-4" / kErrorsTable);
  const auto escaped = escape_of(errors, kEscaped);
  const std::vector<double> all = errors.column("test_error");
  return {.here = fmt::format(
              "four hidden layers {} (lowest test error {:.1f} %){}.",
              escaped ? fmt::format("are 5 points below guessing after {} updates",
                                    count_text(*escaped))
                      : fmt::format("have not left guessing in {} updates", updates_text(errors)),
              *std::ranges::min_element(all), rates_text(out)),
          .hence =
              "When it happens depends on the learning rate and on the draw of the weights, "
              "so that the two figures most likely come from two runs. C12 asks whether the "
              "network leaves that state, not when."};
}

// A run whose error at its end is furthest from that at its best validation error.
struct FurthestRun {
  std::string run;
  double end = 0, at_best = 0;
  int runs = 0;  // that there are

  double distance() const { return std::abs(end - at_best); }
};

FurthestRun furthest_from_best(const path& out) {
  FurthestRun furthest;
  for (const std::string set : {"train", "mnist", "cifar10", "imagenet"})
    for (const Model& model : kModels) {
      const std::string run = fmt::format("{}-{}", set, model.id);
      if (!has_table(out, run, kErrorsTable)) continue;
      const Table errors = read_csv(out / run / kErrorsTable);
      const FurthestRun here{run, errors.last("test_error"),
                             error_at_best(errors, errors.rows() - 1), ++furthest.runs};
      if (furthest.run.empty() || here.distance() > furthest.distance()) furthest = here;
    }
  return furthest;
}

FindingText read_final_error(const path& out) {
  const FurthestRun furthest = furthest_from_best(out);
  gradflow::require(furthest.runs > 0, "no training has been run");
  return {.here = fmt::format(
              "of {} trainings, {} has its last test error furthest from the one at its lowest "
              "validation error: {:.2f} % and {:.2f} %.",
              furthest.runs, furthest.run, furthest.end, furthest.at_best),
          .hence = fmt::format(
              "The choice is worth up to {:.2f} points here, {} than the paper’s 0.09. Table 1 and "
              "the claims take the last error; table1.csv has both.",
              furthest.distance(), furthest.distance() > 0.09 ? "more" : "no more")};
}

FindingText read_drift(const path& out) {
  const Table standard = read_csv(out / "train-tanh/weight_gradients.csv");
  const Table normalised = read_csv(out / "train-tanh-n/weight_gradients.csv");
  const double updates = last_common_update({standard, normalised});
  const double theirs = late_layer_ratio(standard, updates);
  const double late = late_layer_ratio(normalised, updates);
  return {
      .here = fmt::format(
          "normalised, layer 1 over layer 5: {:.2f} at the start, {:.2f} over the last fifth "
          "of {} updates; standard {:.2f} and {:.2f}.",
          first_over_last_layer(normalised, 0), late, count_text(updates),
          first_over_last_layer(standard, 0), theirs),
      .hence = fmt::format(
          "{}, and what can be said is a comparison: the standard initialisation’s layers are "
          "{:.1f} times as far apart. C19 asks for that. The picture’s factor of 2 in layer 1 at "
          "the start is not in the paper’s own Figure 8; it fits a first layer drawn by "
          "equation 1.",
          late > 1.2 ? "Level at the start is not level in training" : "Here they stay level",
          theirs / late)};
}

// "; on the validation images the best guess errs on 82.55 %". Nothing if not recorded.
std::string best_guess_text(const path& out) {
  const std::string run = "rate-shapeset-sigmoid-5";
  if (!has_table(out, run, "rates.csv")) return "";
  return fmt::format(
      "; on the search’s validation images the best single guess is wrong for {:.2f} %",
      read_csv(out / run / "rates.csv").at(0, "guess_error"));
}

FindingText read_stuck(const path& out) {
  const std::vector<double> shares = read_csv(out / "fig01/shares.csv").column("share");
  const Table errors = read_csv(out / "train-sigmoid-5" / kErrorsTable);
  const double share = kGuessing / 100;
  const double deviation =
      100 * std::sqrt(share * (1 - share) / static_cast<double>(kPaperExamples));
  return {.here = fmt::format(
              "the most frequent class has {:.2f} % of the images drawn for Figure 1, so that "
              "guessing it errs on {:.2f} %; five layers of sigmoid stand at {:.2f} % after {} "
              "updates{}.",
              100 * std::ranges::max(shares), 100 - 100 * std::ranges::max(shares),
              errors.last("test_error"), updates_text(errors), best_guess_text(out)),
          .hence = fmt::format(
              "By the generator’s rules the likeliest classes have 1/6 each, and guessing errs on "
              "{:.2f} %. On 10,000 test images that is good to {:.2f} points (one standard "
              "deviation), and 82.61 lies {:.1f} of them below: it fits a network that guesses, on "
              "images with a little more of its class. Nine even classes would give 88.89 %, so "
              "the paper’s data most likely had these shares.",
              kGuessing, deviation, (kGuessing - 82.61) / deviation)};
}

}  // namespace

std::vector<FindingSpec> training_findings() {
  return {{.id = "finding-length",
           .label = "Section 2.3, Figure 11",
           .title = "Five million updates, or two and a half",
           .paper = "learning rates are judged after 5 million updates; the curves of Figures 11 "
                    "and 12 end at 25 million examples, 2.5 million updates of 10.",
           .runs = {},
           .read = read_length},
          {.id = "finding-escape",
           .label = "Figures 2, 11",
           .title = "Two times at which four layers of sigmoid leave guessing",
           .paper = "after about 2 million updates in Figure 2, after about 0.7 million in Figure "
                    "11.",
           .runs = {"train-sigmoid-4"},
           .read = read_escape},
          {.id = "finding-final-error",
           .label = "Table 1",
           .title = "The last error, or the one at the best validation error",
           .paper = "not said which; on MNIST the table and the end of Figure 12 differ by up to "
                    "0.09 points.",
           .runs = {},
           .read = read_final_error},
          {.id = "finding-drift",
           .label = "Figure 9",
           .title = "Equal variance that does not stay equal",
           .paper = "the caption: normalised initialisation keeps the weight gradients’ variance "
                    "the same over the layers. The picture: layer 1 begins at twice the others and "
                    "ends at 1.7 times layer 5 (3.3 with the standard one).",
           .runs = {"train-tanh", "train-tanh-n"},
           .read = read_drift},
          {.id = "finding-stuck",
           .label = "Figure 11, Table 1",
           .title = "What a stuck network’s error says about the classes",
           .paper = "five layers of sigmoid stand at about 83.5 % in the figure and 82.61 % in the "
                    "table; class shares are not given.",
           .runs = {"fig01", "train-sigmoid-5"},
           .read = read_stuck}};
}

}  // namespace glorot2010
