#include "studies/glorot2010/training/models.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tensor/error.h"

namespace glorot2010 {

namespace {

using Rates = std::array<double, kModels.size()>;

// NOTE: the learning rates of the quick profile
//  The paper chose a rate for each model by its validation error after five million updates, and
//  prints none. Here, on 2026-11-23: 3,000 updates with seed 1 at each rate of the grid, judged by
//  the mean cross-entropy on 2,000 examples of kValidationSeed; by that and not by the error,
//  because after 3,000 updates most models still stand within three points of chance. Lowest wins,
//  before any claim was looked at. In nats; answering with the shares of the classes costs 2.110:
//
//                 0.003    0.01     0.03     0.1      0.3
//    sigmoid, 4   2.1061   2.1265   2.1002   2.0959   2.0978
//    sigmoid, 5   2.1060   2.1262   2.1002   2.0959   2.0978
//    tanh         2.1028   2.0964   2.0952   2.0960   2.1004
//    tanh N       2.1248   2.0366   2.1411   2.1550   41.5
//    softsign     2.1036   2.0958   2.0946   2.0947   2.0990
//    softsign N   2.0925   1.9942   1.9481   1.9275   19.3
constexpr Rates kQuick = {0.1, 0.1, 0.03, 0.01, 0.03, 0.1};

// NOTE: the learning rates of the desk and paper profiles
//  Chosen by the runs rate-… of the desk profile (rate_search.h says by what rule), whose tables
//  are in results/desk, before any long run of the model was begun. A test holds them against those
//  tables. The sigmoid models on Shapeset are at guessing after 100,000 updates at each rate (those
//  of four hidden layers; five take the same), and all rates but 0.3 tie. On the finite sets
//  sigmoid is at guessing after 20,000 updates at each rate, and ties decide.
constexpr std::array<Rates, 5> kDesk = {{
    {0.1, 0.1, 0.03, 0.01, 0.1, 0.03},   // Shapeset
    {0.1, 0.1, 0.1, 0.03, 0.1, 0.1},     // MNIST
    {0.1, 0.3, 0.03, 0.01, 0.03, 0.01},  // CIFAR-10
    {0.1, 0.1, 0.03, 0.03, 0.1, 0.03},   // in place of Small-ImageNet
    {0.1, 0.1, 0.1, 0.03, 0.1, 0.1},     // Fashion-MNIST: not searched, those of MNIST
}};

}  // namespace

const Model& model_of(std::string_view id) {
  const auto found = std::ranges::find(kModels, id, &Model::id);
  if (found != kModels.end()) return *found;
  std::vector<std::string_view> ids;
  for (const Model& model : kModels) ids.push_back(model.id);
  throw gradflow::ArgumentError(
      fmt::format("glorot2010: no model \"{}\"; there are {}", id, fmt::join(ids, ", ")));
}

bool in_paper(const Model& model, DataSet set) {
  return model.depth == 5 || set == DataSet::shapeset;
}

NetworkConfig network_of(const Model& model, DataSet set) {
  return {.activation = model.activation,
          .initialisation = model.initialisation,
          .depth = model.depth,
          .inputs = inputs(set),
          .classes = classes(set)};
}

double learning_rate(Profile profile, const Model& model, DataSet set) {
  const auto index = static_cast<std::size_t>(&model_of(model.id) - kModels.data());
  return profile == Profile::quick ? kQuick[index] : kDesk[static_cast<std::size_t>(set)][index];
}

}  // namespace glorot2010
