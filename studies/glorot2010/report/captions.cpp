#include "studies/glorot2010/report/captions.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string_view>
#include <vector>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/depths.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/claims/saturation.h"
#include "studies/glorot2010/training/models.h"
#include "studies/support/csv.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::read_csv;
using studies::Table;

constexpr int kLayers = 5;

double largest_departure(const Table& table, const std::string& kind) {
  const std::vector<double> measured = table.column(kind);
  const std::vector<double> predicted = table.column(kind + "_predicted");
  double largest = 0;
  for (std::size_t i = 0; i < measured.size(); ++i)
    largest = std::max(largest, std::abs(measured[i] / predicted[i] - 1));
  return largest;
}

// The test errors of the models on a set, whose runs start with `prefix`, after how many examples.
// One that has no second row yet is not in the figure, nor here.
std::string errors_at_end(const path& out, const std::string& prefix) {
  std::string text;
  double fewest = std::numeric_limits<double>::infinity(), most = 0;
  const auto add = [&](std::string_view model, std::string_view name) {
    const std::string run = fmt::format("{}{}", prefix, model);
    if (!has_table(out, run, "errors.csv")) return;
    const Table table = read_csv(out / run / "errors.csv");
    if (table.rows() < 2) return;
    fewest = std::min(fewest, table.last("examples"));
    most = std::max(most, table.last("examples"));
    fmt::format_to(std::back_inserter(text), "{}{} {:.{}f} %", text.empty() ? "" : ", ", name,
                   table.last("test_error"), table.last("test_error") < 10 ? 2 : 1);
  };
  for (const Model& model : kModels) add(model.id, model.name);
  add("pretrained", "pre-trained");
  if (fewest == most) return fmt::format("after {} examples: {}.", count_text(most), text);
  return fmt::format("after {} to {} examples: {}.", count_text(fewest), count_text(most), text);
}

std::string spread_in_training(const Table& activations) {
  return fmt::format(
      "starts at standard deviations {}, 98th percentiles {}; after {} updates {}, "
      "percentiles {}",
      listed_values(by_layer(activations, 0, kLayers, "std"), 2),
      listed_values(by_layer(activations, 0, kLayers, "p98"), 2), updates_text(activations),
      listed_values(last_by_layer(activations, kLayers, "std"), 2),
      listed_values(last_by_layer(activations, kLayers, "p98"), 2));
}

}  // namespace

std::string caption_fig05(const path& out) {
  const Table plateaus = read_csv(out / "fig05/plateaus.csv");
  const std::vector<double> entropy = plateaus.column("cross_entropy");
  const std::vector<double> quadratic = plateaus.column("quadratic");
  int larger = 0;
  for (std::size_t i = 0; i < entropy.size(); ++i) larger += quadratic[i] > entropy[i] ? 1 : 0;
  return fmt::format(
      "the gradient norm is under 0.02 on {:.0f} % of the grid for the quadratic cost and on "
      "{:.0f} % for the cross-entropy, means of {} seeds; the quadratic share is the larger one in "
      "{} of them.",
      100 * average(quadratic), 100 * average(entropy), entropy.size(), larger);
}

std::string caption_fig06(const path& out) {
  return fmt::format("peaks {} with the standard initialisation, {} with the normalised.",
                     listed_values(peaks(read_csv(out / "fig06/standard.csv")), 1),
                     listed_values(peaks(read_csv(out / "fig06/normalised.csv")), 1));
}

std::string caption_fig07(const path& out) {
  const Table layers = read_csv(out / "fig07/layers.csv");
  const std::vector<double> standard = layers.column("standard");
  const std::vector<double> normalised = layers.column("normalised");
  return fmt::format(
      "the standard deviation in layer 1 is {:.2f} times that in layer 5 with the standard "
      "initialisation, {:.2f} times with the normalised.",
      standard.front() / standard.back(), normalised.front() / normalised.back());
}

std::string caption_fig08(const path& out) {
  const Table layers = read_csv(out / "fig08/layers.csv");
  const auto of_peaks = [&](const char* file) {
    return largest_over_smallest(peaks(read_csv(out / "fig08" / file)));
  };
  return fmt::format(
      "the highest peak of the five layers is {:.2f} times the lowest with the standard "
      "initialisation, {:.2f} times with the normalised; the largest rms, of which claim C6 "
      "speaks, is {:.2f} and {:.2f} times the smallest.",
      of_peaks("standard.csv"), of_peaks("normalised.csv"),
      largest_over_smallest(layers.column("standard")),
      largest_over_smallest(layers.column("normalised")));
}

std::string caption_jacobian(const path& out) {
  const Table layers = read_csv(out / "jacobian/layers.csv");
  return fmt::format("mean singular value {:.3f} standard, {:.3f} normalised.",
                     average(layers.column("standard")), average(layers.column("normalised")));
}

std::string caption_linear(const path& out) {
  const auto both = [&](const char* name) {
    const Table table = read_csv(out / "linear" / name);
    return std::max(largest_departure(table, "standard"), largest_departure(table, "normalised"));
  };
  const Table forward = read_csv(out / "linear/forward.csv");
  const auto first_step = [&](const char* column) {
    return forward.at(1, column) / forward.at(0, column);
  };
  return fmt::format(
      "over all layers and both initialisations, the variance measured departs from that of the "
      "equations for 1024 inputs and layers of 1000 units by at most {:.1f} % (activations), "
      "{:.1f} % (back-propagated gradients) and {:.1f} % (weight gradients). Claim C8 takes "
      "the factor from layer to layer instead, beside 1/3 or 1: from the input to layer 1 it is "
      "{:.4f} for the normalised activations, where equations 5 and 12 give {:.4f} for these two "
      "sizes.",
      100 * both("forward.csv"), 100 * both("backward.csv"), 100 * both("weights.csv"),
      first_step("normalised"), first_step("normalised_predicted"));
}

std::string caption_fig02(const path& out) {
  const Table table = read_csv(out / "train-sigmoid-4/activations.csv");
  const auto escape = escape_of(read_csv(out / "train-sigmoid-4/errors.csv"), kEscaped);
  const auto fallen = first_update(table, "L4_mean", [](double mean) { return mean < 0.13; });
  return fmt::format(
      "layer 4 {}; after {} updates the means of layers 1 to 4 are {}; the test error {}.",
      fallen ? fmt::format("is below 0.13 after {} updates", count_text(*fallen))
             : "has not come below 0.13",
      updates_text(table), listed_values(last_by_layer(table, 4, "mean"), 4),
      escape ? fmt::format("is first {} points below guessing at {} updates", kEscaped,
                           count_text(*escape))
             : fmt::format("has not come {} points below guessing: no escape yet", kEscaped));
}

std::string caption_fig03(const path& out) {
  const Table tanh = read_csv(out / "train-tanh/activations.csv");
  const Table softsign = read_csv(out / "train-softsign/activations.csv");
  return fmt::format("layers 1 to 5: tanh {}. softsign {}.", spread_in_training(tanh),
                     spread_in_training(softsign));
}

std::string caption_fig09(const path& out) {
  const Table standard = read_csv(out / "train-tanh/weight_gradients.csv");
  const Table normalised = read_csv(out / "train-tanh-n/weight_gradients.csv");
  const double updates = last_common_update({standard, normalised});
  return fmt::format(
      "layer 1 over layer 5, median over the last fifth of {} updates: tanh {:.2f}, tanh N {:.2f}.",
      count_text(updates), late_layer_ratio(standard, updates),
      late_layer_ratio(normalised, updates));
}

std::string caption_fig10(const path& out) {
  const Table table = read_csv(out / "train-tanh-n/activations.csv");
  return fmt::format("layers 1 to 5: tanh N {}.", spread_in_training(table));
}

std::string caption_fig04(const path& out) {
  const auto end_of = [&](const char* run) {
    const Table histogram = read_csv(out / run / "histograms.csv");
    return fmt::format("{} after {}", listed_values(saturated_shares(histogram, kLayers), 1),
                       updates_text(read_csv(out / run / "activations.csv")));
  };
  return fmt::format(
      "per cent of |z| above 0.95 in layers 1 to 5: tanh {} updates, softsign {} updates.",
      end_of("train-tanh"), end_of("train-softsign"));
}

std::string caption_fig11(const path& out) { return errors_at_end(out, "train-"); }
std::string caption_mnist(const path& out) { return errors_at_end(out, "mnist-"); }
std::string caption_cifar10(const path& out) { return errors_at_end(out, "cifar10-"); }
std::string caption_imagenet(const path& out) { return errors_at_end(out, "imagenet-"); }

std::string caption_depths(const path& out) {
  std::string text;
  for (const Activation activation :
       {Activation::tanh, Activation::softsign, Activation::sigmoid}) {
    std::vector<Table> errors;
    for (const std::string& run : runs_of_depths(activation))
      errors.push_back(read_csv(out / run / "errors.csv"));
    const std::vector<double> lowest = lowest_validation_errors(errors);
    fmt::format_to(std::back_inserter(text), "{}{} {} (best at {}, {} updates)",
                   text.empty() ? "depths 1 to 5: " : "; ", name(activation),
                   listed_values(lowest, 1), best_depth(lowest),
                   count_text(last_common_update(errors)));
  }
  return text + ".";
}

}  // namespace glorot2010
