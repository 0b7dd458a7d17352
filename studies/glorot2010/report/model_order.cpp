#include "studies/glorot2010/report/model_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/proportions.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/training/models.h"
#include "studies/support/run_folder.h"
#include "tensor/error.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::Table;

struct Place {
  std::string_view model;
  int rank;  // in the paper, from the worst; the last three do not differ there

  std::string run() const { return fmt::format("train-{}", model); }
  std::string_view name() const { return model_of(model).name; }
};

constexpr std::array<Place, 6> kPlaces = {{{"sigmoid-5", 1},
                                           {"sigmoid-4", 2},
                                           {"tanh", 3},
                                           {"softsign", 4},
                                           {"softsign-n", 4},
                                           {"tanh-n", 4}}};

struct PlacedModel {
  Place place;
  Table errors;
  double error = 0;
  Wrong wrong = {};

  bool guesses() const { return !Trained{.error = error}.learned(); }
  bool differs_from(const PlacedModel& other) const {
    return p_of_difference(wrong, other.wrong) < kSignificance;
  }
};

// The trainings that can be compared; what is wrong with the others goes to `lacking`.
std::vector<PlacedModel> comparable(const path& out, std::vector<std::string>& lacking) {
  std::vector<PlacedModel> models;
  std::vector<std::string> missing;
  for (const Place& place : kPlaces) try {
      const auto record = studies::read_manifest(out / place.run());
      if (!record) {
        missing.emplace_back(place.run());
        continue;
      }
      Table errors = studies::read_csv(out / place.run() / "errors.csv");
      gradflow::require(record->finished || errors.last("update") >= kFlat,
                        "{} has not been finished", place.run());
      models.push_back({.place = place, .errors = std::move(errors)});
    } catch (const gradflow::Error& problem) {
      lacking.emplace_back(problem.what());
    }
  if (!missing.empty()) lacking.push_back(not_done_text(missing));
  return models;
}

// Of pairs of models, worst first: what is said of them, and of which.
void add_pairs(std::string& text, std::string_view what, const std::vector<std::string>& pairs) {
  if (!pairs.empty())
    text += fmt::format("{} {} {}", text.empty() ? "" : ";", what, fmt::join(pairs, ", "));
}

// How the pairs stand that the paper sets apart, and those that it does not, by Table 1's test;
// `models` from the worst. Two that guess are not compared, and named.
std::string pairs_text(const std::vector<PlacedModel>& models) {
  int apart = 0, in_order = 0;
  std::vector<std::string> tied, against, parted, guessing;
  for (std::size_t i = 0; i < models.size(); ++i)
    for (std::size_t k = i + 1; k < models.size(); ++k) {
      const PlacedModel &worse = models[i], &better = models[k];
      if (worse.guesses() && better.guesses()) {
        guessing.push_back(fmt::format("{} and {}", worse.place.name(), better.place.name()));
        continue;
      }
      const bool differ = worse.differs_from(better);
      if (worse.place.rank == better.place.rank) {
        if (differ)
          parted.push_back(fmt::format("{} and {}", worse.place.name(), better.place.name()));
        continue;
      }
      ++apart;
      if (!differ)
        tied.push_back(fmt::format("{} and {}", worse.place.name(), better.place.name()));
      else if (worse.place.rank > better.place.rank)
        against.push_back(fmt::format("{} after {}", worse.place.name(), better.place.name()));
      else
        ++in_order;
    }
  if (apart == 0) return "None of the pairs that the paper sets apart can be compared.";
  std::string but;
  add_pairs(but, "not to be told apart are", tied);
  add_pairs(but, "the other way round are", against);
  add_pairs(but, "apart here and not in the paper are", parted);
  add_pairs(but, "both still at guessing, and not compared, are", guessing);
  return fmt::format(
      "Of the {} pairs to compare that the paper sets apart, {} stand in its order (p < {}){}{}.",
      apart, in_order == apart ? "all" : fmt::format("{}", in_order), kSignificance,
      but.empty() ? "" : ":", but);
}

// What can be said of them: "Test errors on Shapeset after 500,000 updates, …".
std::string compared_text(const path& out, std::vector<PlacedModel> models) {
  std::vector<Table> tables;
  for (const PlacedModel& model : models) tables.push_back(model.errors);
  const double update = last_common_update(tables);
  for (PlacedModel& model : models) {
    model.error = model.errors.at(row_of_update(model.errors, update), "test_error");
    model.wrong = wrong_answers(out / model.place.run(), model.error);
  }
  std::ranges::stable_sort(models, std::ranges::greater(), &PlacedModel::error);
  std::vector<std::string> errors;
  for (const PlacedModel& model : models)
    errors.push_back(fmt::format("{} {:.1f} %{}", model.place.name(), model.error,
                                 model.guesses() ? " (guessing)" : ""));
  return fmt::format(
      "Test errors on Shapeset after {} updates, {:.2g} % of the paper’s, from the worst: {}. {} ",
      count_text(update), 100 * update / kPaperUpdates, fmt::join(errors, ", "),
      pairs_text(models));
}

}  // namespace

std::string model_order_text(const path& out) {
  std::vector<std::string> lacking;
  const std::vector<PlacedModel> models = comparable(out, lacking);
  std::string text;
  if (models.size() > 1) try {
      text = compared_text(out, models);
    } catch (const gradflow::Error& problem) {
      lacking.emplace_back(problem.what());
    }
  text +=
      "The paper ends with sigmoid of 5 layers above 80 %, of 4 layers at 35 %, tanh at 27 % and "
      "softsign, softsign N and tanh N together at 16 %.";
  if (!lacking.empty()) text += fmt::format(" Missing: {}.", fmt::join(lacking, "; "));
  return text;
}

}  // namespace glorot2010
