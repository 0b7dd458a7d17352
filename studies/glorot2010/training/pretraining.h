#pragma once
// The reference curve of Figure 11: a network whose layers were trained one after the other as
// denoising auto-encoders, each on what the layers below make of the images, before the whole of it
// is trained as the others are. The paper says no more than that; what is assumed:
//
//   units        sigmoid, with the standard initialisation, as in the auto-encoders' own paper
//   noise        a quarter of a layer's inputs set to 0: the mid-grey of an image in [-1, 1]
//   target       the layer's input before the noise; images mapped from [-1, 1] to [0, 1]
//   cost         cross-entropy summed over the inputs, mean over a mini-batch of 10
//   examples     those of updates 0, 1, 2 … of the training stream, the same for each layer
//   rate         0.01. After 5,000 updates (seed 1) layer 1 reconstructs for 534, 521, 520 and 511
//                nats with 0.001, 0.01, 0.03 and 0.1; what it then gives layer 2 costs that one
//                416, 389, 371 and 234, a sign that larger rates saturate it

#include <cstdint>
#include <string>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/training/training.h"

namespace glorot2010 {

struct PretrainingConfig {
  TrainingConfig fine_tuning = {};  // of the whole network, with the supervised cost and rate
  std::int64_t updates = 0;         // of each layer alone
  double learning_rate = 0.01;      // of these
  double masking = 0.25;            // probability of an input to be set to 0

  std::uint64_t work_before() const;  // updates of the layers, before the fine-tuning
  std::uint64_t work() const;         // updates of both kinds
  std::string text() const;           // canonical: what a run's configuration says of it
};

// Writes pretraining.csv (layer, update, reconstruction: the cost in nats, mean over the
// mini-batches since the row before) and what `train` writes, whose updates count from 0 again.
// Keeps "pretraining.safetensors" beside the checkpoint of `train`, and goes on from these to the
// same bits as a run left alone. Who watches sees the fine-tuning. Returns false when it was asked
// to stop. ArgumentError unless the units are sigmoid and the data Shapeset's, Diverged when the
// cost is no longer a number; else as `train`.
bool pretrain_and_train(const PretrainingConfig& config, RunContext& context,
                        double checkpoint_seconds = 10);

}  // namespace glorot2010
