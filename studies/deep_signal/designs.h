#pragma once
// The networks that this study compares, by name.

#include <array>
#include <vector>

#include "studies/deep_signal/deep_network.h"

namespace deep_signal {

// "standard" and "normalised" with tanh, "he" with relu.
const std::array<Design, 3>& initialisations();

// "plain", "residual", "layer_norm", "batch_norm", "residual_layer_norm", "residual_batch_norm":
// all with the initialisation that fails, so that what helps is the remedy.
const std::array<Design, 6>& remedies();

// The remedies, and "plain_normalised" and "plain_he": plain networks under the two initialisations
// that are made for deep ones, so that the plain network has every chance.
std::vector<Design> trained_designs();

// Whether nothing but its initialisation helps it.
inline bool is_plain(const Design& design) { return !design.residual && design.norm == Norm::none; }

}  // namespace deep_signal
