#include "studies/glorot2010/report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/claims/saturation.h"
#include "studies/glorot2010/report/model_order.h"
#include "studies/support/csv.h"
#include "tensor/error.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::read_csv;
using studies::Table;

constexpr int kHidden = 5;

struct Sentence {
  std::vector<std::string> runs;
  std::string (*say)(const path& out);
};

// What can be said, and then what is missing for the rest.
std::string paragraph(const path& out, const std::vector<Sentence>& sentences) {
  std::string text;
  std::vector<std::string> missing, problems;
  for (const Sentence& sentence : sentences) {
    try {
      const std::vector<std::string> here = missing_runs(out, sentence.runs);
      std::ranges::copy_if(here, std::back_inserter(missing), [&](const std::string& run) {
        return std::ranges::find(missing, run) == missing.end();
      });
      if (!here.empty()) continue;
      const std::string said = sentence.say(out);
      text += fmt::format("{}{}", text.empty() ? "" : " ", said);
    } catch (const gradflow::Error& problem) {
      problems.emplace_back(problem.what());
    }
  }
  if (!missing.empty()) problems.push_back(not_done_text(missing));
  if (problems.empty()) return text;
  return fmt::format("{}{}Missing: {}.", text, text.empty() ? "" : " ", fmt::join(problems, "; "));
}

// "after 4,000, 16,000 updates"; of those that have not, that they have not.
std::string course_text(const std::string& who, const Table& activations) {
  const SaturationTimes times = saturation_times(activations, kHidden);
  const LayerOrder order = layer_order(times);
  const std::string until = updates_text(activations);
  if (order.saturated == 0) return fmt::format("{}: no layer saturates in {} updates", who, until);
  std::vector<std::string> layers;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i]) layers.push_back(fmt::format("layer {} after {}", i + 1, count_text(*times[i])));
  std::string text = fmt::format("{}: {} updates", who, fmt::join(layers, ", "));
  if (order.saturated < kHidden)
    text += fmt::format(", the {} not in {}", kHidden - order.saturated == 1 ? "other" : "others",
                        until);
  if (order.saturated > 1)
    text += order.contradicted ? "; not strictly from below" : "; one after another from below";
  return text;
}

std::string say_tanh(const path& out) {
  return course_text("Tanh, standard", read_csv(out / "train-tanh/activations.csv")) + ".";
}

std::string say_tanh_n(const path& out) {
  return course_text("Tanh, normalised", read_csv(out / "train-tanh-n/activations.csv")) + ".";
}

std::string say_softsign(const path& out) {
  const Table table = read_csv(out / "train-softsign/activations.csv");
  return fmt::format("Softsign, standard: 98th percentiles {} after {} updates.",
                     listed_values(last_by_layer(table, kHidden, "p98"), 2), updates_text(table));
}

std::string say_sigmoid(const path& out) {
  const Table activations = read_csv(out / "train-sigmoid-4/activations.csv");
  const Table errors = read_csv(out / "train-sigmoid-4/errors.csv");
  const std::vector<double> means = activations.column("L4_mean");
  const auto row = static_cast<std::size_t>(std::ranges::min_element(means) - means.begin());
  const auto left = escape_of(errors, kEscaped);
  const auto below = first_update(activations, "L4_mean", [](double mean) { return mean < 0.1; });
  return fmt::format(
      "Sigmoid, four layers: the mean of the top one starts at {:.2f}{} and falls to {:.3f} by "
      "update {}; the network {}.",
      means.front(),
      below ? fmt::format(", is below 0.1 after {} updates", count_text(*below)) : "", means[row],
      count_text(activations.at(row, "update")),
      left ? fmt::format("leaves guessing after {} updates", count_text(*left))
           : fmt::format("has not left guessing in {} updates ({:.1f} % test error)",
                         updates_text(errors), errors.last("test_error")));
}

std::string say_gradients_at_first(const path& out) {
  const Table layers = read_csv(out / "fig07/layers.csv");
  const auto ratio = [&](const char* kind) {
    const std::vector<double> spread = layers.column(kind);
    return spread.front() / spread.back();
  };
  return fmt::format(
      "Before the first update, back-propagated gradients have in layer 1 {:.2f} times the "
      "standard deviation of layer 5 with the standard initialisation, {:.2f} times with the "
      "normalised.",
      ratio("standard"), ratio("normalised"));
}

std::string say_weight_gradients_at_first(const path& out) {
  const Table layers = read_csv(out / "fig08/layers.csv");
  const auto range = [&](const char* kind) { return largest_over_smallest(layers.column(kind)); };
  return fmt::format(
      "Of weight gradients, the largest rms of a layer is {:.2f} and {:.2f} times the smallest.",
      range("standard"), range("normalised"));
}

std::string say_reversal(const path& out) {
  const Table table = read_csv(out / "train-tanh/gradients.csv");
  return fmt::format(
      "In training with the standard one, layer 1 over layer 5 of back-propagated gradients goes "
      "from {:.2f} to "
      "{:.2f} in {} updates.",
      first_over_last_layer(table, 0), first_over_last_layer(table, table.rows() - 1),
      updates_text(table));
}

std::string say_drift(const path& out) {
  const Table standard = read_csv(out / "train-tanh/weight_gradients.csv");
  const Table normalised = read_csv(out / "train-tanh-n/weight_gradients.csv");
  const double updates = last_common_update({standard, normalised});
  return fmt::format(
      "Of weight gradients it stands at {:.2f} over the last fifth of {} updates, {:.2f} with "
      "the normalised initialisation.",
      late_layer_ratio(standard, updates), count_text(updates),
      late_layer_ratio(normalised, updates));
}

}  // namespace

studies::Section summary_section(const path& out) {
  const auto note = [](const char* title, const std::string& text) {
    return studies::Note{.title = title, .parts = {{"", text}}};
  };
  return {
      .id = "summary",
      .title = "In short",
      .lead = "From the runs of the first seed that have been recorded.",
      .notes = {note("The order of the methods", model_order_text(out)),
                note("Saturation: 98th percentile of |z| at 0.95 or more",
                     paragraph(out, {{{"train-sigmoid-4"}, say_sigmoid},
                                     {{"train-tanh"}, say_tanh},
                                     {{"train-tanh-n"}, say_tanh_n},
                                     {{"train-softsign"}, say_softsign}})),
                note("Gradients", paragraph(out, {{{"fig07"}, say_gradients_at_first},
                                                  {{"fig08"}, say_weight_gradients_at_first},
                                                  {{"train-tanh"}, say_reversal},
                                                  {{"train-tanh", "train-tanh-n"}, say_drift}}))}};
}

}  // namespace glorot2010
