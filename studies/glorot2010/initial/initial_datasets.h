#pragma once
// Section 4.2.2 says that what Figures 6 to 8 show holds for the other data sets, too: the same
// three quantities of the tanh network before its first update, on images of a set that comes as
// files.

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/initial/initial_histograms.h"
#include "studies/glorot2010/model/datasets.h"

namespace glorot2010 {

// Writes layers.csv: layer; act_standard, act_normalised (standard deviation of z); grad_standard,
// grad_normalised (that of ∂C/∂s of one image); wgrad_standard, wgrad_normalised (root mean square
// of the mini-batches' ∂C/∂W). All over units and the first images of the test set. And data.txt:
// which set that is. False when progress asked to stop; it counts initialisations. FileError when
// the set is not there, ArgumentError when its test set has fewer images.
bool record_initial_spreads(RunContext& context, DataSet set,
                            const WeightGradientConfig& config = {});

}  // namespace glorot2010
