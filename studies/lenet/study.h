#pragma once
// The study: data, training, the number, the pictures.

#include "studies/support/study_program.h"

namespace lenet {

// Trains on Fashion-MNIST as Debian ships it, or on the four files of options.data_dir, and leaves
// the accuracy on the test images in `result`, with the bound that this data set asks for. Writes
// curve.csv, curve.svg, mistakes.svg and checkpoint.safetensors. Throws gradflow::Error when the
// data is missing, and after an interrupt, from which the same command goes on.
void run(const studies::StudyOptions& options, studies::StudyResult& result);

}  // namespace lenet
