// How far a signal gets in a deep network: a factor a little off 1 at every layer, to the power of
// the depth; what initialisation does about it; and what residual connections and norms do.

#include <fmt/core.h>

#include <string>
#include <vector>

#include "studies/deep_signal/designs.h"
#include "studies/deep_signal/learning.h"
#include "studies/deep_signal/side_by_side.h"
#include "studies/deep_signal/signal.h"
#include "studies/support/csv.h"
#include "studies/support/figure.h"
#include "studies/support/interrupt.h"
#include "studies/support/study_program.h"

namespace deep_signal {
namespace {

void draw(const studies::StudyOptions& options, std::string_view name, std::string_view shows) {
  studies::draw_figure(fmt::format("{}/{}.gp", DEEP_SIGNAL_FIGURES, name), options.out, name,
                       shows);
}

// 0.99ⁿ and 1.01ⁿ, multiplied out as a network does it.
void products(const studies::StudyOptions& options, studies::StudyResult& result) {
  studies::Table table({"layer", "shrinking", "growing"});
  float shrinking = 1, growing = 1;
  for (int layer = 1; layer <= 1000; ++layer)
    table.add_row({layer, shrinking *= 0.99F, growing *= 1.01F});
  write_csv(options.out / "products.csv", table);
  result.note("0.99 to the power of 1000", static_cast<double>(shrinking));
  result.note("1.01 to the power of 1000", static_cast<double>(growing));
}

void before_training(const studies::StudyOptions& options, studies::StudyResult& result) {
  studies::Table ratios({"depth", "standard", "normalised", "he"});
  std::vector<int> depths{10, 30, 100, 300, 1000};
  if (options.quick) depths = {10, 30};
  for (const int depth : depths) {
    std::vector<Signal> signals;
    std::vector<studies::Cell> row{depth};
    for (const Design& design : initialisations()) {
      signals.push_back(signal_of(design, depth, options.seed));
      row.emplace_back(signals.back().ratio());
      result.note(fmt::format("{}, {} layers: gradient of the last layer to the first's",
                              design.name, depth),
                  signals.back().ratio());
    }
    ratios.add_row(row);
    if (depth == depths.back())
      write_signals(options.out / "signals.csv", initialisations(), signals);
  }
  write_csv(options.out / "ratios.csv", ratios);
  draw(options, "signals",
       "Size of activations and of gradients through 1000 layers under three initialisations, "
       "beside powers of 0.99 and 1.01");
}

void with_remedies(const studies::StudyOptions& options, studies::StudyResult& result) {
  std::vector<Signal> signals;
  for (const Design& design : remedies()) {
    signals.push_back(signal_of(design, 100, options.seed));
    const std::string what =
        fmt::format("{}, 100 layers: gradient of the last layer to the first's", design.name);
    const double ratio = signals.back().ratio();
    if (design.name == "plain")
      result.expect_at_least(what, ratio, 1e6);
    else if (design.norm == Norm::layer)
      result.expect_at_most(what, ratio, 10);
    else
      result.note(what, ratio);
  }
  write_signals(options.out / "remedies.csv", remedies(), signals);
  draw(options, "remedies",
       "Size of the gradient at each of 100 layers, with and without remedies");
}

void study(const studies::StudyOptions& options, studies::StudyResult& result) {
  studies::catch_interrupts();
  if (!options.of(kNetworkOption).empty())
    return train_one(trained_designs(), recipe_of(options), options);
  products(options, result);
  before_training(options, result);
  with_remedies(options, result);
  learn_shapeset(options, result);
}

}  // namespace
}  // namespace deep_signal

int main(int argc, char** argv) {
  return studies::run_study(
      argc, argv,
      {.name = "deep_signal",
       .about = "How far activations and gradients get in networks of 10 to 1000 layers, and which "
                "networks of 100 layers learn.",
       .own_options = {{deep_signal::kNetworkOption, "NAME",
                        "train this one and no more: how the study starts itself, for each core"},
                       {deep_signal::kRateOption, "R",
                        "the highest learning rate of the trainings (default: 0.0006)"}}},
      deep_signal::study);
}
