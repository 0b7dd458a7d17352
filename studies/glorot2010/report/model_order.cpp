#include "studies/glorot2010/report/model_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>
#include <vector>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/experiment.h"
#include "studies/support/run_folder.h"
#include "tensor/error.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::Table;

struct Place {
  const char* run;
  const char* name;
  int rank;  // in the paper, from the worst; the last three do not differ there
};

constexpr std::array<Place, 6> kPlaces = {{{"train-sigmoid-5", "sigmoid of 5 layers", 1},
                                           {"train-sigmoid-4", "sigmoid of 4 layers", 2},
                                           {"train-tanh", "tanh", 3},
                                           {"train-softsign", "softsign", 4},
                                           {"train-softsign-n", "softsign N", 4},
                                           {"train-tanh-n", "tanh N", 4}}};

struct PlacedModel {
  Place place;
  Table errors;
  double error = 0;

  bool guesses() const { return !Trained{.error = error}.learned(); }
};

// The trainings that can be compared; what is wrong with the others goes to `lacking`.
std::vector<PlacedModel> comparable(const path& out, std::vector<std::string>& lacking) {
  std::vector<PlacedModel> models;
  std::vector<std::string> missing;
  for (const Place& place : kPlaces) try {
      const auto record = studies::read_manifest(out / place.run);
      if (!record) {
        missing.emplace_back(place.run);
        continue;
      }
      Table errors = studies::read_csv(out / place.run / "errors.csv");
      gradflow::require(record->finished || errors.last("update") >= kFlat,
                        "{} has not been finished", place.run);
      models.push_back({place, std::move(errors)});
    } catch (const gradflow::Error& problem) {
      lacking.emplace_back(problem.what());
    }
  if (!missing.empty()) lacking.push_back(not_done_text(missing));
  return models;
}

// Of the pairs that the paper tells apart, those that stand in its order.
std::string pairs_text(const std::vector<PlacedModel>& models) {
  int pairs = 0, agree = 0;
  std::vector<std::string> against;
  for (const PlacedModel& worse : models)
    for (const PlacedModel& better : models) {
      if (worse.place.rank >= better.place.rank || (worse.guesses() && better.guesses())) continue;
      ++pairs;
      agree += worse.error > better.error ? 1 : 0;
      if (!(worse.error > better.error))
        against.push_back(fmt::format("{} before {}", worse.place.name, better.place.name));
    }
  if (pairs == 0) return "None of the pairs that the paper sets apart can be compared.";
  return fmt::format(
      "Of the {} pairs to compare that the paper sets apart, {} stand in its order{}.", pairs,
      agree == pairs ? "all" : fmt::format("{}", agree),
      against.empty() ? "" : fmt::format(" ({})", fmt::join(against, ", ")));
}

}  // namespace

std::string model_order_text(const path& out) {
  std::vector<std::string> lacking;
  std::vector<PlacedModel> models = comparable(out, lacking);
  std::string text;
  if (models.size() > 1) {
    std::vector<Table> tables;
    for (const PlacedModel& model : models) tables.push_back(model.errors);
    const double update = last_common_update(tables);
    std::vector<std::string> errors;
    for (PlacedModel& model : models)
      model.error = model.errors.at(row_of_update(model.errors, update), "test_error");
    std::ranges::stable_sort(models, std::ranges::greater(), &PlacedModel::error);
    for (const PlacedModel& model : models)
      errors.push_back(fmt::format("{} {:.1f} %{}", model.place.name, model.error,
                                   model.guesses() ? " (guessing)" : ""));
    text = fmt::format(
        "Test errors on Shapeset after {} updates, {:.2g} % of the paper’s, from the worst: {}. "
        "{} ",
        count_text(update), 100 * update / kPaperUpdates, fmt::join(errors, ", "),
        pairs_text(models));
  }
  text +=
      "The paper ends with sigmoid of 5 layers above 80 %, of 4 layers at 35 %, tanh at 27 % and "
      "softsign, softsign N and tanh N together at 16 %.";
  if (!lacking.empty()) text += fmt::format(" Missing: {}.", fmt::join(lacking, "; "));
  return text;
}

}  // namespace glorot2010
