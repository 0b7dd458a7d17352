#pragma once
// A layer of ours that is called a few times, on drawn numbers that its counterpart gets as well.

#include <cstdint>
#include <vector>

#include "tensor/random.h"
#include "tests/differential/nn/our_layer.h"
#include "tests/differential/nn/peer_layers.h"

namespace gradflow::differential {

constexpr int kTrainingSteps = 3;  // and one in evaluation

// Parameters and inputs; the upstream gradients are drawn by the calls, with the same rng.
LayerTrial drawn_trial(const LayerRow& row, std::uint64_t seed, Rng& rng, Precision rounded);

// What our layer makes of the steps. Draws the upstream gradients that they lack, whose shapes are
// those of the outputs.
std::vector<LayerOutcome> our_outcomes(const LayerRow& row, LayerTrial& trial, Rng& rng,
                                       Precision precision);

}  // namespace gradflow::differential
