#pragma once
// Which networks of 100 layers learn Shapeset: every one of trained_designs() by the same recipe,
// on the same examples, judged on examples that none was trained on.

#include "studies/deep_signal/training.h"
#include "studies/support/study_program.h"

namespace deep_signal {

// What every network of a run is trained by. ArgumentError for a `--rate` that is no number above
// 0.
Recipe recipe_of(const studies::StudyOptions& options);

// Requires of the plain networks an error of at least 50 %, of "residual_layer_norm" at most that,
// and notes the errors of the others and how even each gradient is at the end. Writes training.csv
// (step, and each design's error in per cent as NAME), trained_layers.csv (step, layer, NAME_z,
// NAME_dz) and the picture training.svg. Throws gradflow::Error after an interrupt; the same call
// goes on from the checkpoints.
void learn_shapeset(const studies::StudyOptions& options, studies::StudyResult& result);

}  // namespace deep_signal
