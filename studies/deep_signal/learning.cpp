#include "studies/deep_signal/learning.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "studies/deep_signal/designs.h"
#include "studies/deep_signal/side_by_side.h"
#include "studies/deep_signal/signal.h"
#include "studies/support/figure.h"
#include "tensor/error.h"

namespace deep_signal {

namespace {

constexpr double kRequiredError = 50;  // per cent

// One table of all: the columns `keys`, which are equal in all tables, and then NAMEsuffix for each
// design and each of the columns `values`, whose suffixes they bring.
struct Column {
  std::string_view name, suffix;
};
studies::Table side_by_side(const std::vector<Design>& designs,
                            const std::vector<studies::Table>& tables,
                            const std::vector<std::string>& keys,
                            const std::vector<Column>& values) {
  std::vector<std::string> columns = keys;
  for (const Design& design : designs)
    for (const Column& value : values)
      columns.push_back(fmt::format("{}{}", design.name, value.suffix));
  studies::Table joined(columns);
  for (std::size_t i = 0; i < tables.front().rows(); ++i) {
    std::vector<studies::Cell> row;
    row.reserve(columns.size());
    for (const std::string& key : keys) row.emplace_back(tables.front().at(i, key));
    for (const studies::Table& table : tables)
      for (const Column& value : values) row.emplace_back(table.at(i, value.name));
    joined.add_row(row);
  }
  return joined;
}

// At the last of the watched steps.
double gradient_ratio(const studies::Table& layers) {
  Signal signal;
  for (std::size_t row = 0; row < layers.rows(); ++row)
    if (layers.at(row, "step") == layers.last("step"))
      signal.gradients.push_back(layers.at(row, "dz"));
  return signal.ratio();
}

void judge(const Design& design, int depth, double error, studies::StudyResult& result) {
  const std::string what = fmt::format(
      "{}, {} layers: error on fresh examples of Shapeset, per cent", design.name, depth);
  if (is_plain(design))
    result.expect_at_least(what, error, kRequiredError);
  else if (design.name == "residual_layer_norm")
    result.expect_at_most(what, error, kRequiredError);
  else
    result.note(what, error);
}

}  // namespace

Recipe recipe_of(const studies::StudyOptions& options) {
  Recipe recipe{.seed = options.seed};
  if (options.quick) {
    recipe.depth = 10;
    recipe.steps = 40;
    recipe.report_every = 10;
    recipe.watched_error = recipe.final_error = 200;
  }
  const std::string_view rate = options.of(kRateOption);
  if (rate.empty()) return recipe;
  const auto [end, error] =
      std::from_chars(rate.data(), rate.data() + rate.size(), recipe.learning_rate);
  gradflow::require(error == std::errc() && end == rate.data() + rate.size() &&
                        std::isfinite(recipe.learning_rate) && recipe.learning_rate > 0,
                    "--rate {}: expected a number above 0", rate);
  return recipe;
}

void learn_shapeset(const studies::StudyOptions& options, studies::StudyResult& result) {
  const std::vector<Design> designs = trained_designs();
  const Recipe recipe = recipe_of(options);
  train_side_by_side(designs, recipe, options);
  std::vector<studies::Table> curves, layers;
  for (const Design& design : designs) {
    Training training(design, recipe, folder_of(options, design));
    judge(design, recipe.depth, training.error(), result);
    result.note(
        fmt::format("{}, trained for {:.0f} steps: gradient of the last layer to the first's",
                    design.name, training.layers().last("step")),
        gradient_ratio(training.layers()));
    curves.push_back(training.curve());
    layers.push_back(training.layers());
  }
  write_csv(options.out / "training.csv", side_by_side(designs, curves, {"step"}, {{"error", ""}}));
  write_csv(options.out / "trained_layers.csv",
            side_by_side(designs, layers, {"step", "layer"}, {{"z", "_z"}, {"dz", "_dz"}}));
  studies::draw_figure(fmt::format("{}/training.gp", DEEP_SIGNAL_FIGURES), options.out, "training",
                       "Error on Shapeset while networks of 100 layers train, with and without "
                       "remedies, and the gradient at each layer as they do");
}

}  // namespace deep_signal
