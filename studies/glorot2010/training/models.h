#pragma once
// The models of the paper (section 2.3, Table 1, Figure 11): what is trained in every comparison,
// and at which learning rate.

#include <array>
#include <string_view>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/model/datasets.h"
#include "studies/glorot2010/model/network.h"

namespace glorot2010 {

struct Model {
  std::string_view id;     // "tanh-n": the paper's N is the normalised initialisation
  std::string_view name;   // as figures and sentences call it
  std::string_view about;  // in words
  Activation activation;
  Initialisation initialisation;
  int depth = 5;
};

inline constexpr std::array<Model, 6> kModels = {{
    {"sigmoid-4", "sigmoid of 4 layers", "sigmoid, four hidden layers", Activation::sigmoid,
     Initialisation::standard, 4},
    {"sigmoid-5", "sigmoid of 5 layers", "sigmoid, five hidden layers", Activation::sigmoid,
     Initialisation::standard},
    {"tanh", "tanh", "tanh, standard initialisation", Activation::tanh, Initialisation::standard},
    {"tanh-n", "tanh N", "tanh, normalised initialisation", Activation::tanh,
     Initialisation::normalised},
    {"softsign", "softsign", "softsign, standard initialisation", Activation::softsign,
     Initialisation::standard},
    {"softsign-n", "softsign N", "softsign, normalised initialisation", Activation::softsign,
     Initialisation::normalised},
}};

// ArgumentError, listing the ids, for one that is not there.
const Model& model_of(std::string_view id);

// Whether the paper trains it on that set: four layers of sigmoid only on Shapeset.
bool in_paper(const Model& model, DataSet set);

// Of 1000 units a layer, with the set's inputs and classes.
NetworkConfig network_of(const Model& model, DataSet set);

// The rate of the profile: notes in models.cpp say how each was chosen.
double learning_rate(Profile profile, const Model& model, DataSet set);

}  // namespace glorot2010
