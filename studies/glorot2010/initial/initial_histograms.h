#pragma once
// Figures 6, 7 and 8: what flows through the tanh network before its first update, on the fixed set
// of images. Watched through hooks and `gradients`; the model knows nothing of it.
//
// Each of the three writes standard.csv and normalised.csv, histograms of unit area with a column
// for each hidden layer (value, L1 … ), and layers.csv (layer, standard, normalised, more), all
// over units and images. False when progress asked to stop; it counts initialisations.

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/initial/initial_network.h"

namespace glorot2010 {

// Figure 6: activations z. layers.csv: their standard deviation, and as standard_p98 and
// normalised_p98 the 98th percentile of |z|.
bool record_activations(RunContext& context, const InitialConfig& config = {});

// Figure 7: back-propagated gradients ∂C/∂s, C being the loss of one image: the gradient of the
// mean loss times the number of images. layers.csv: their standard deviation. The histogram ends at
// six standard deviations of the widest layer.
bool record_gradients(RunContext& context, const InitialConfig& config = {});

struct WeightGradientConfig {
  InitialConfig initial;
  std::int64_t batch = 10;  // of the paper's training
};

// Figure 8: gradients of the weights, ∂C/∂W, C being the mean loss of a mini-batch: what one update
// of the training would use. The images are cut into mini-batches, and those are pooled.
// layers.csv: root of the mean square. batches.csv (batch, layer, standard, normalised) has that
// for one example a batch (the first of each mini-batch), for the mini-batches, and for all images
// in one batch: the layers may compare differently in them. The histogram ends at eight root mean
// squares of the widest layer in the first mini-batch.
bool record_weight_gradients(RunContext& context, const WeightGradientConfig& config = {});

}  // namespace glorot2010
