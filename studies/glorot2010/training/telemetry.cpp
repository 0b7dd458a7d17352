#include "studies/glorot2010/training/telemetry.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "autograd/backward.h"
#include "autograd/grad_mode.h"
#include "autograd/ops/cross_entropy.h"
#include "studies/glorot2010/model/layer_histograms.h"
#include "studies/support/histogram.h"

namespace glorot2010 {

namespace {

using gradflow::Gradient;
using gradflow::Tensor;
using gradflow::Variable;
using studies::Cell;
using studies::Probe;
using studies::Reading;
using studies::Table;

constexpr int kFinalBins = 80;  // of the histograms after the last update

// A pass that only hooks look at.
class Discard final : public gradflow::Sink {
 public:
  void settle(Variable, Gradient) override {}
};

// The largest of 1, 2, 5, 10, 20, 50 … that is not above `bound`.
std::int64_t round_number(std::int64_t bound) {
  std::int64_t power = 1;
  while (power * 10 <= bound) power *= 10;
  return bound >= 5 * power ? 5 * power : bound >= 2 * power ? 2 * power : power;
}

Table table_of_layers(int depth) {
  std::vector<std::string> columns = {"update"};
  for (int layer = 1; layer <= depth; ++layer)
    for (const char* statistic : {"mean", "std", "p98"})
      columns.push_back(fmt::format("L{}_{}", layer, statistic));
  return Table(std::move(columns));
}

void add_row(Table& table, std::int64_t update, const Probe& probe) {
  std::vector<Cell> row = {update};
  for (const Reading& layer : probe.readings()) {
    row.emplace_back(layer.mean());
    row.emplace_back(layer.deviation());
    row.emplace_back(layer.percentile_of_magnitude(98));
  }
  table.add_row(row);
}

}  // namespace

std::vector<std::int64_t> updates_to_record(std::int64_t updates) {
  const std::int64_t widest = std::max<std::int64_t>(10, round_number(updates / 20));
  std::vector<std::int64_t> points;
  for (std::int64_t at = 0; at < updates;) {
    points.push_back(at);
    const std::int64_t step = std::clamp<std::int64_t>(round_number(at / 2), 10, widest);
    at = (at / step + 1) * step;
  }
  points.push_back(updates);
  return points;
}

Telemetry::Telemetry(Network& network, const Data& data, std::int64_t statistics_examples)
    : network_(network),
      data_(data),
      statistics_set_{data.test().images.rows(0, statistics_examples),
                      data.test().labels.rows(0, statistics_examples)},
      recorders_{{{"activations.csv", studies::watch_outputs(network, "z*"),
                   table_of_layers(network.config().depth)},
                  {"gradients.csv", studies::watch_output_gradients(network, "h*"),
                   table_of_layers(network.config().depth)},
                  {"weight_gradients.csv", studies::watch_gradients(network, "h*.weight"),
                   table_of_layers(network.config().depth)}}},
      errors_({"update", "examples", "training_loss", "validation_loss", "validation_error",
               "test_error"}) {
  for (Recorder& recorder : recorders_) recorder.probe.pause();
}

void Telemetry::record(std::int64_t update, std::int64_t examples, double training_loss) {
  record_statistics(update);
  const Score validation = score(network_, data_.validation());
  errors_.add_row({update, examples, training_loss, validation.loss, validation.error,
                   score(network_, data_.test()).error});
}

void Telemetry::record_statistics(std::int64_t update) {
  for (Recorder& recorder : recorders_) recorder.probe.resume();
  Discard nowhere;
  gradflow::backward(cross_entropy(network_(statistics_set_.images), statistics_set_.labels),
                     nowhere);
  for (Recorder& recorder : recorders_) {
    recorder.probe.pause();
    add_row(recorder.rows, update, recorder.probe);
  }
}

bool Telemetry::recorded(std::int64_t update) const {
  return errors_.rows() > 0 && errors_.last("update") >= static_cast<double>(update);
}

void Telemetry::write(const studies::RunFolder& folder) {
  for (const Recorder& recorder : recorders_) folder.write_csv(recorder.file, recorder.rows);
  folder.write_csv(kErrorsFile, errors_);
  folder.write_csv("histograms.csv", histograms());
}

Table Telemetry::histograms() {
  Probe& activations = recorders_[0].probe;
  activations.resume();
  {
    const gradflow::NoGrad inference;
    network_(statistics_set_.images);
  }
  activations.pause();
  std::vector<studies::Histogram> layers;
  for (const Reading& layer : activations.readings())
    layers.push_back(layer.histogram(kFinalBins, -1, 1));
  return histogram_table(layers);
}

void Telemetry::save(gradflow::nn::Checkpoint& checkpoint) const {
  for (const Recorder& recorder : recorders_)
    checkpoint.set(recorder.file, studies::csv_text(recorder.rows));
  checkpoint.set(kErrorsFile, studies::csv_text(errors_));
}

void Telemetry::load(const gradflow::nn::Checkpoint& checkpoint) {
  for (Recorder& recorder : recorders_)
    recorder.rows = studies::parse_csv(checkpoint.text(recorder.file), recorder.file);
  errors_ = studies::parse_csv(checkpoint.text(kErrorsFile), kErrorsFile);
}

}  // namespace glorot2010
