#include "studies/glorot2010/report/captions.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/claims/saturation.h"
#include "studies/support/csv.h"
#include "studies/support/progress.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::read_csv;
using studies::Table;

constexpr int kLayers = 5;

std::vector<double> peaks(const Table& histogram) {
  std::vector<double> heights;
  for (int layer = 1; layer <= kLayers; ++layer) {
    const std::vector<double> density = histogram.column(fmt::format("L{}", layer));
    heights.push_back(*std::max_element(density.begin(), density.end()));
  }
  return heights;
}

double largest_departure(const Table& table, const std::string& kind) {
  const std::vector<double> measured = table.column(kind);
  const std::vector<double> predicted = table.column(kind + "_predicted");
  double largest = 0;
  for (std::size_t i = 0; i < measured.size(); ++i)
    largest = std::max(largest, std::abs(measured[i] / predicted[i] - 1));
  return largest;
}

// The test errors of the models on a set, whose runs start with `prefix`, after how many examples.
std::string errors_at_end(const path& out, const std::string& prefix) {
  std::string text;
  double fewest = std::numeric_limits<double>::infinity(), most = 0;
  for (const char* model :
       {"sigmoid-5", "sigmoid-4", "tanh", "softsign", "softsign-n", "tanh-n", "pretrained"}) {
    const std::string run = prefix + model;
    if (!std::filesystem::exists(out / run / "errors.csv")) continue;
    const Table table = read_csv(out / run / "errors.csv");
    fewest = std::min(fewest, table.last("examples"));
    most = std::max(most, table.last("examples"));
    fmt::format_to(std::back_inserter(text), "{}{} {:.{}f} %", text.empty() ? "" : ", ", model,
                   table.last("test_error"), table.last("test_error") < 10 ? 2 : 1);
  }
  const auto count = [](double examples) {
    return studies::grouped(static_cast<std::uint64_t>(examples));
  };
  if (fewest == most) return fmt::format("after {} examples: {}.", count(most), text);
  return fmt::format("after {} to {} examples: {}.", count(fewest), count(most), text);
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
  const auto ratio = [&](const char* kind) {
    const std::vector<double> spread = layers.column(kind);
    return *std::max_element(spread.begin(), spread.end()) /
           *std::min_element(spread.begin(), spread.end());
  };
  return fmt::format(
      "the largest rms of the five layers is {:.2f} times the smallest with the "
      "standard initialisation, {:.2f} times with the normalised.",
      ratio("standard"), ratio("normalised"));
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
  return fmt::format(
      "the variances measured depart from the equations by at most {:.1f} % (activations), {:.1f} "
      "% "
      "(back-propagated gradients) and {:.1f} % (weight gradients).",
      100 * both("forward.csv"), 100 * both("backward.csv"), 100 * both("weights.csv"));
}

std::string caption_fig02(const path& out) {
  const Table table = read_csv(out / "train-sigmoid-4/activations.csv");
  return fmt::format("after {} updates the means of layers 1 to 4 are {}.", updates_text(table),
                     listed_values(last_by_layer(table, 4, "mean"), 2));
}

std::string caption_fig03(const path& out) {
  const Table tanh = read_csv(out / "train-tanh/activations.csv");
  const Table softsign = read_csv(out / "train-softsign/activations.csv");
  return fmt::format(
      "98th percentiles of layers 1 to 5: tanh {} after {} updates, softsign {} after {}.",
      listed_values(last_by_layer(tanh, kLayers, "p98"), 2), updates_text(tanh),
      listed_values(last_by_layer(softsign, kLayers, "p98"), 2), updates_text(softsign));
}

std::string caption_fig09(const path& out) {
  const auto ratio = [&](const char* run) {
    const Table table = read_csv(out / run / "weight_gradients.csv");
    const std::vector<double> spread = last_by_layer(table, kLayers, "std");
    return fmt::format("{:.1f} after {} updates", spread.front() / spread.back(),
                       updates_text(table));
  };
  return fmt::format(
      "layer 1 over layer 5: {} with the standard initialisation, {} with the "
      "normalised.",
      ratio("train-tanh"), ratio("train-tanh-n"));
}

std::string caption_fig10(const path& out) {
  const Table table = read_csv(out / "train-tanh-n/activations.csv");
  return fmt::format("after {} updates, layers 1 to 5: standard deviation {}, 98th percentile {}.",
                     updates_text(table), listed_values(last_by_layer(table, kLayers, "std"), 2),
                     listed_values(last_by_layer(table, kLayers, "p98"), 2));
}

std::string caption_fig04(const path& out) {
  const auto end_of = [&](const char* run) {
    const Table histogram = read_csv(out / run / "histograms.csv");
    std::vector<double> shares;
    for (int layer = 1; layer <= kLayers; ++layer)
      shares.push_back(saturated_share(histogram, fmt::format("L{}", layer)));
    return fmt::format("{} after {}", listed_values(shares, 1),
                       updates_text(read_csv(out / run / "activations.csv")));
  };
  return fmt::format("per cent of |z| above 0.95 in layers 1 to 5: tanh {} updates, softsign {}.",
                     end_of("train-tanh"), end_of("train-softsign"));
}

std::string caption_fig11(const path& out) { return errors_at_end(out, "train-"); }
std::string caption_mnist(const path& out) { return errors_at_end(out, "mnist-"); }
std::string caption_cifar10(const path& out) { return errors_at_end(out, "cifar10-"); }
std::string caption_imagenet(const path& out) { return errors_at_end(out, "imagenet-"); }

}  // namespace glorot2010
