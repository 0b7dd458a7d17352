// Claims C14 to C17 and C20: how the hidden layers of tanh and softsign networks saturate in
// training (Figures 3, 4 and 10, section 3.2), judged from their activations on Shapeset.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "studies/glorot2010/claims/claims.h"
#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/claims/saturation.h"

namespace glorot2010 {

namespace {

using studies::Table;

constexpr std::array kSymmetric = {"train-tanh", "train-tanh-n", "train-softsign",
                                   "train-softsign-n"};
constexpr double kLargestMean = 0.05;    // of the top layer, C14
constexpr double kSmallestSpread = 0.5;  // std of the top layer over its first, C14
constexpr double kCollapsedMean = 0.2;   // of sigmoid's top layer, as in C11
constexpr double kUnsaturated = 0.96;    // of softsign's 98th percentile, C16
constexpr double kMorePoints = 10;       // share of |z| > 0.95 in layer 1, C17
constexpr double kKneeFrom = 0.4, kKneeTo = 0.85;

// NaN if there is one.
double largest_magnitude(const std::vector<double>& values) {
  double largest = 0;
  for (const double value : values) {
    if (std::isnan(value)) return value;
    largest = std::max(largest, std::abs(value));
  }
  return largest;
}

// A column up to the row of that update.
std::vector<double> column_until(const Table& table, std::string_view column, double update) {
  std::vector<double> values = table.column(column);
  values.resize(row_of_update(table, update) + 1);
  return values;
}

// Puts down what the top layer did until then. Whether it kept its mean near 0 and its spread.
bool top_layer_lives(Claim& claim, const std::string& run, const Table& table, double update) {
  const std::vector<double> spread = column_until(table, "L5_std", update);
  const double mean = largest_magnitude(column_until(table, "L5_mean", update));
  const double kept = *std::ranges::min_element(spread) / spread.front();
  claim.measure(fmt::format("{}: largest |mean| of layer 5", run), mean);
  claim.measure(fmt::format("{}: smallest std over the first", run), kept);
  return mean < kLargestMean && kept >= kSmallestSpread;
}

void judge_top_layers(Claim& claim, Evidence& evidence) {
  std::vector<Table> tables;
  for (const char* run : kSymmetric) tables.push_back(evidence.table(run, "activations.csv"));
  tables.push_back(evidence.table("train-sigmoid-4", "activations.csv"));
  const double update = last_common_update(tables);
  claim.updates = studies::count_of(update);
  std::vector<std::string> collapsed;
  for (std::size_t i = 0; i < kSymmetric.size(); ++i)
    if (!top_layer_lives(claim, kSymmetric[i], tables[i], update))
      collapsed.emplace_back(kSymmetric[i]);
  const std::vector<double> means = column_until(tables.back(), "L4_mean", update);
  const double sigmoid = *std::ranges::min_element(means);
  claim.measure("train-sigmoid-4: lowest mean of its top layer", sigmoid);
  if (!collapsed.empty())
    claim.judge(false, fmt::format("outside the bound: {}", fmt::join(collapsed, ", ")));
  else if (too_early(claim, kVaried))
    return;
  else if (sigmoid < kCollapsedMean)
    claim.judge(true);
  else
    claim.not_decidable(fmt::format(
        "sigmoid’s own top layer has not collapsed in as many updates: its mean is {:.2f}, "
        "expected below {}",
        sigmoid, kCollapsedMean));
}

// Numbers of updates; -1 stands for a layer that has not saturated.
void measure_times(Claim& claim, const std::string& of, const SaturationTimes& times) {
  std::vector<double> values;
  for (const auto& time : times) values.push_back(time.value_or(-1));
  claim.measure(of + " saturate after", values, std::string(kUpdatesUnit));
}

void judge_sequence(Claim& claim, Evidence& evidence) {
  const Table table = evidence.table("train-tanh", "activations.csv");
  const SaturationTimes times = saturation_times(table, 5);
  const LayerOrder order = layer_order(times);
  measure_times(claim, "layers 1 to 5", times);
  claim.measure("layers saturated", order.saturated);
  claim.measure("Kendall’s tau of layer and time", order.tau);
  if (order.contradicted)
    claim.judge(false, fmt::format("not one after another: {} updates", times_text(times)));
  else if (order.saturated == 5)
    claim.judge(true);
  else
    undecided(claim, table.last("update"), kFigures,
              fmt::format("{} of 5 layers have saturated, so far in this order", order.saturated));
}

double range_of(const std::vector<double>& values) {
  const auto [low, high] = std::ranges::minmax(values);
  return high - low;
}

// The row nearest to half of the updates.
std::size_t middle_row(const Table& table, double updates) {
  std::size_t nearest = 0;
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (std::abs(table.at(row, "update") - updates / 2) <
        std::abs(table.at(nearest, "update") - updates / 2))
      nearest = row;
  return nearest;
}

// "1, 4": of the values of layers 1, 2, …, those that reach `least`.
std::string layers_from(const std::vector<double>& values, double least) {
  std::vector<std::size_t> layers;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] >= least) layers.push_back(i + 1);
  return fmt::format("{}", fmt::join(layers, ", "));
}

void judge_softsign(Claim& claim, Evidence& evidence) {
  const Table tanh = evidence.table("train-tanh", "activations.csv");
  const Table softsign = evidence.table("train-softsign", "activations.csv");
  const double updates = last_common_update({tanh, softsign});
  claim.updates = studies::count_of(updates);
  const auto end_of_softsign = by_layer(softsign, row_of_update(softsign, updates), 5, "p98");
  const auto end_of_tanh = by_layer(tanh, row_of_update(tanh, updates), 5, "p98");
  const double half_softsign =
      range_of(by_layer(softsign, middle_row(softsign, updates), 4, "p98"));
  const double half_tanh = range_of(by_layer(tanh, middle_row(tanh, updates), 4, "p98"));
  claim.measure("98th percentile at the end, layers 1 to 5, softsign", end_of_softsign);
  claim.measure("tanh", end_of_tanh);
  claim.measure("largest less smallest of layers 1 to 4 at half-time: softsign, tanh",
                {half_softsign, half_tanh});
  if (!(*std::ranges::max_element(end_of_softsign) < kUnsaturated))
    claim.judge(false, fmt::format("softsign’s 98th percentile is {} or more in layers {}",
                                   kUnsaturated, layers_from(end_of_softsign, kUnsaturated)));
  else if (!(*std::ranges::max_element(end_of_tanh) >= kSaturated))
    undecided(claim, updates, kFigures, "no layer of tanh has saturated, with which to compare");
  else
    claim.judge(half_softsign < half_tanh, "softsign’s layers are further apart than tanh’s");
}

// The |z| of the highest density, both signs together.
double mode_of_magnitude(const Table& histogram, const std::string& layer) {
  double highest = -1, mode = 0;
  const std::size_t rows = histogram.rows();
  for (std::size_t row = rows / 2; row < rows; ++row) {
    const double density = histogram.at(row, layer) + histogram.at(rows - 1 - row, layer);
    if (density > highest) highest = density, mode = histogram.at(row, "value");
  }
  return mode;
}

void judge_histograms(Claim& claim, Evidence& evidence) {
  const Table tanh = evidence.table("train-tanh", "histograms.csv");
  const Table softsign = evidence.table("train-softsign", "histograms.csv");
  const double of_one = evidence.table("train-tanh", "activations.csv").last("update");
  const double of_other = evidence.table("train-softsign", "activations.csv").last("update");
  const double updates = std::min(of_one, of_other);
  const double of_tanh = saturated_share(tanh, "L1");
  const double of_softsign = saturated_share(softsign, "L1");
  std::vector<double> modes;
  for (const char* layer : {"L1", "L2", "L3"}) modes.push_back(mode_of_magnitude(softsign, layer));
  claim.measure("share of |z| > 0.95 in layer 1: tanh, softsign", {of_tanh, of_softsign}, "%");
  claim.measure("softsign: most frequent |z| of layers 1 to 3", modes);
  const bool at_knees =
      std::ranges::all_of(modes, [](double mode) { return kKneeFrom <= mode && mode <= kKneeTo; });
  const bool apart = of_tanh - of_softsign >= kMorePoints;
  if (too_early(claim, kVaried)) return;
  if (2 * updates < std::max(of_one, of_other))
    claim.not_decidable("one of the two was trained for more than twice as long as the other");
  else if (apart && at_knees)
    claim.judge(true);
  else if (of_softsign - of_tanh >= kMorePoints)
    claim.judge(false, "softsign’s layer 1 is the more saturated one");
  else
    undecided(claim, updates, kFigures,
              fmt::format("{}{}{}", at_knees ? "" : "softsign’s modes are not all at the knees",
                          !at_knees && !apart ? ", and " : "",
                          apart ? "" : "the shares of layer 1 differ by less than 10 points"));
}

std::string spread_text(const std::optional<Spread>& spread) {
  if (!spread) return "unknown, none of the four having saturated";
  return fmt::format("{}{} updates", spread->exact ? "" : "more than ",
                     count_text(spread->updates));
}

void judge_together(Claim& claim, Evidence& evidence) {
  const Table standard = evidence.table("train-tanh", "activations.csv");
  const Table normalised = evidence.table("train-tanh-n", "activations.csv");
  const double updates = last_common_update({standard, normalised});
  const SaturationTimes of_standard = saturation_times(standard, 4);
  const SaturationTimes of_normalised = saturation_times(normalised, 4);
  measure_times(claim, "normalised, layers 1 to 4", of_normalised);
  measure_times(claim, "standard, layers 1 to 4", of_standard);
  claim.measure("98th percentile at the end, normalised, layers 1 to 5",
                last_by_layer(normalised, 5, "p98"));
  const auto theirs = spread_of(of_standard, standard.last("update"));
  const auto ours = spread_of(of_normalised, normalised.last("update"));
  const std::string both =
      fmt::format("from the first to the last of them: normalised {}, standard {}",
                  spread_text(ours), spread_text(theirs));
  // A bound from below suffices on the side that should be, or must not be, the larger.
  if (ours && theirs && ours->exact && ours->updates < theirs->updates)
    claim.judge(true);
  else if (ours && theirs && theirs->exact && ours->updates >= theirs->updates)
    claim.judge(false, both);
  else
    undecided(claim, updates, kFigures, both);
}

}  // namespace

std::vector<Claim> saturation_claims(const Results& out) {
  return {
      judged(
          {.id = "C14",
           .text = "The top hidden layer of tanh and softsign networks does not collapse into "
                   "saturation",
           .source = "Section 3.2",
           .paper = "said of both, in words; sigmoid’s top layer goes to 0 almost at once",
           .bound =
               "|mean| of layer 5 < 0.05 and its std at least half the first, in every row "
               "of the four runs, over as many updates of each, at least 100,000, in which the "
               "mean of sigmoid’s top layer falls below 0.2"},
          out,
          {"train-tanh", "train-tanh-n", "train-softsign", "train-softsign-n", "train-sigmoid-4"},
          judge_top_layers),
      judged({.id = "C15",
              .text = "Standard initialisation, tanh: layers saturate one after another, from the "
                      "first upwards",
              .source = "Figure 3, top",
              .paper = "98th percentile of |z| at 0.95 after about 80, 320, 640, 1,240 and 1,800 "
                       "thousand updates",
              .bound = "98th percentile of |z| first at 0.95 in each of the five layers strictly "
                       "later than in those below; to fail for a layer that is not there yet it "
                       "takes 1.9 million updates"},
             out, {"train-tanh"}, judge_sequence),
      judged({.id = "C16",
              .text = "Softsign’s layers move together and saturate less than tanh’s",
              .source = "Figure 3, bottom",
              .paper = "98th percentiles at the end .92 .86 .83 .90 .83; tanh’s near 1",
              .bound = "98th percentile of |z| < 0.96 in all layers at the end, while tanh has one "
                       "at 0.95; largest less smallest of layers 1 to 4 at half-time smaller than "
                       "tanh’s"},
             out, {"train-softsign", "train-tanh"}, judge_softsign),
      judged(
          {.id = "C17",
           .text = "After training, tanh’s lower layers have their values at ±1, softsign’s at "
                   "the knees between",
           .source = "Figure 4",
           .paper = "tanh: spikes at ±1; softsign, layers 1 to 3: humps at ±.55 to ±.75, nothing "
                    "at ±1",
           .bound = "share of |z| > 0.95 in layer 1 at least 10 points larger for tanh; "
                    "softsign’s layers 1 to 3 have their mode at |z| from 0.4 to 0.85; after at "
                    "least 100,000 updates, one not more than twice as long as the other; to fail "
                    "it takes 1.9 million, or softsign 10 points ahead"},
          out, {"train-tanh", "train-softsign"}, judge_histograms),
      judged({.id = "C20",
              .text = "Normalised initialisation, tanh: layers move together, as softsign’s do",
              .source = "Figures 10, 3",
              .paper = "98th percentile near 1 in all layers from 80 thousand updates on",
              .bound = "time from the first to the last of layers 1 to 4 to saturate (98th "
                       "percentile of |z| ≥ 0.95) shorter than with the standard initialisation"},
             out, {"train-tanh", "train-tanh-n"}, judge_together)};
}

}  // namespace glorot2010
