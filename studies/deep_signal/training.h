#pragma once
// Training of one deep network on Shapeset, every example seen once and every image scaled to mean
// 0 and deviation 1: by Adam, at a rate that warms up over a twentieth of the steps and falls along
// half a cosine to 0. Now and then a step is watched with the probe of the paper's study, which
// changes no bit of it.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "studies/deep_signal/deep_network.h"
#include "studies/support/csv.h"

namespace deep_signal {

struct Recipe {
  int depth = 100;
  std::int64_t steps = 20000;
  std::int64_t batch = 32;
  double learning_rate = 6e-4;        // the highest
  std::int64_t report_every = 500;    // steps: a row of the curve, a watched step
  std::int64_t watched_error = 2000;  // fresh examples of a row of the curve
  std::int64_t final_error = 10000;   // fresh examples of the last word; the former are among them
  std::uint64_t seed = 1;

  // Everything the weights and the tables depend on beside the design.
  std::string text() const;
};

class Training {
 public:
  // Goes on from out/NAME.safetensors if that is a checkpoint of the same training,
  // and starts anew if it is one of another.
  Training(const Design& design, const Recipe& recipe, const std::filesystem::path& out);
  ~Training();

  // Trains to the end, or until go_on(step, error), asked after each row of the curve, says no:
  // false in that case. Writes a checkpoint at either, and now and then before. Throws
  // gradflow::Error for a loss that is not finite.
  bool run(const std::function<bool(std::int64_t step, double error)>& go_on);
  bool finished() const { return step_ == recipe_.steps; }

  // step, loss (mean since the row before, nats), error (per cent of fresh examples).
  const studies::Table& curve() const { return curve_; }
  // step, layer, z and dz: root mean squares of zₗ and ∂C/∂zₗ over the mini-batch of that step,
  // from step 0 on; dz is 0 where float32 has no such number.
  const studies::Table& layers() const { return layers_; }
  // Per cent of `final_error` examples that no network was trained on.
  double error() { return error_on(recipe_.final_error); }

  gradflow::nn::Sequential& net();

 private:
  struct Model;  // the network, its optimiser and what watches it

  void resume();
  void save();
  double update();
  void record(double losses);
  void record_layers();
  double error_on(std::int64_t examples);

  Design design_;
  Recipe recipe_;
  std::string configuration_;
  std::filesystem::path file_;
  std::unique_ptr<Model> model_;
  std::int64_t step_ = 0;
  studies::Table curve_, layers_;
};

}  // namespace deep_signal
