#pragma once
// Training on labelled images, with a checkpoint in the folder of results: a run that was stopped
// anywhere goes on from it and ends with the bits of one left alone.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "nn/sequential.h"
#include "studies/support/csv.h"
#include "tensor/tensor.h"

namespace lenet {

struct Examples {
  gradflow::Tensor images;  // (n, 1, 28, 28)
  gradflow::Tensor labels;  // (n)
};

struct Recipe {
  std::int64_t epochs = 5;
  std::int64_t batch_size = 64;
  double learning_rate = 0.05;  // at first; it falls along half a cosine to 0
  double momentum = 0.9;
  double weight_decay = 5e-4;
  std::uint64_t seed = 1;
  // Every so many seconds, and after each epoch, the run goes to disk.
  double checkpoint_seconds = 20;
};

// The logits' verdict on each image: the class, int32 (n), and the probability given to it (n).
struct Verdicts {
  gradflow::Tensor classes, probabilities;
};
// In evaluation mode, which it leaves on.
Verdicts judge(gradflow::nn::Sequential& net, const gradflow::Tensor& images);

// Trains to the end of the recipe, or until stop() after an update; false in that case. Writes
// curve.csv (epoch, training_loss, test_error in per cent) and checkpoint.safetensors into `out`,
// and goes on from those that lie there. Throws gradflow::FileError when they are of another run:
// `data` names the examples.
bool train(gradflow::nn::Sequential& net, const Examples& training, const Examples& test,
           const std::string& data, const Recipe& recipe, const std::filesystem::path& out,
           const std::function<bool()>& stop);

}  // namespace lenet
