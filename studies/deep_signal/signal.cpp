#include "studies/deep_signal/signal.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "studies/support/csv.h"

namespace deep_signal {

using gradflow::Rng;
using gradflow::Tensor;

namespace {

constexpr std::int64_t kBatch = 100;
constexpr std::int32_t kClasses = 10;

// The loss is multiplied by this, which changes no ratio and lets float32 hold gradients that are
// smaller by as much.
constexpr double kLossScale = 1e15;

}  // namespace

std::vector<double> sizes(const studies::Probe& probe) {
  std::vector<double> sizes;
  for (const studies::Reading& reading : probe.readings())
    sizes.push_back(std::hypot(reading.mean(), reading.deviation()));
  return sizes;
}

double Signal::ratio() const {
  const double ratio = gradients.back() / gradients.front();
  return std::isnan(ratio) ? std::numeric_limits<double>::infinity() : std::max(ratio, 1 / ratio);
}

Signal signal_of(const Design& design, int depth, std::uint64_t seed) {
  Rng rng(seed);
  gradflow::nn::Sequential net;
  build(net, design, depth, kWidth, kClasses, rng);
  const studies::Probe activations = studies::watch_outputs(net, "l*_z");
  const studies::Probe gradients = studies::watch_output_gradients(net, "l*_z");
  const Tensor x = rng.normal({kBatch, kWidth}, 0, 1);
  const Tensor labels = rng.integers({kBatch}, 0, kClasses - 1);
  backward(cross_entropy(net(x), labels) * kLossScale);
  return {sizes(activations), sizes(gradients)};
}

void write_signals(const std::filesystem::path& file, std::span<const Design> designs,
                   std::span<const Signal> signals) {
  std::vector<std::string> columns{"layer"};
  for (const Design& design : designs) {
    columns.push_back(fmt::format("{}_z", design.name));
    columns.push_back(fmt::format("{}_dz", design.name));
  }
  studies::Table table(columns);
  for (std::size_t layer = 0; layer < signals.front().activations.size(); ++layer) {
    std::vector<studies::Cell> row{layer + 1};
    for (const Signal& signal : signals) {
      row.emplace_back(signal.activations[layer]);
      row.emplace_back(signal.gradients[layer]);
    }
    table.add_row(row);
  }
  write_csv(file, table);
}

}  // namespace deep_signal
