#pragma once
// Equations 12 and 15 on sampled weights: what the two initialisations draw, layer by layer, the
// output layer included. Several networks are pooled, because the output layer has only 9000
// weights, whose variance alone would be uncertain by 1 %.

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/initial/initial_network.h"

namespace glorot2010 {

struct WeightsConfig {
  InitialConfig initial;
  int networks = 10;  // of each initialisation
};

// Writes standard.csv and normalised.csv, a row for each of layers 1 to depth + 1, the last of
// which is the output:
//   layer, fan_in, fan_out
//   variance           Var[W], of all networks
//   fan_in_variance    fan_in · Var[W]: 1/3 in eq 15
//   mean_fan_variance  (fan_in + fan_out)/2 · Var[W]: 1 in eq 12
//   bound              of eq 1 or eq 16, as float32
//   largest            the largest |W|
//   largest_bias       the largest |b|
// False when progress asked to stop; it counts networks.
bool record_weights(RunContext& context, const WeightsConfig& config = {});

}  // namespace glorot2010
