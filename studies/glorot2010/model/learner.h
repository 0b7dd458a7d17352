#pragma once
// A network of the paper while it learns (section 2.3): gradient descent on mini-batches, whose
// update k depends on the weights before it, the optimiser's state and the examples of update k
// alone. The paper's is plain stochastic gradient descent on the cross-entropy; what else can be
// chosen belongs to its sections 4.1 and 5. Training runs and the search for learning rates drive
// one.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "nn/optim/optimizer.h"
#include "studies/glorot2010/model/cost.h"
#include "studies/glorot2010/model/datasets.h"
#include "studies/glorot2010/model/network.h"
#include "tensor/error.h"

namespace glorot2010 {

// Plain: one rate for all weights. The others are those of second_order.h.
enum class StepRule { plain, curvature, variance };

struct LearnerConfig {
  NetworkConfig network = {};
  double learning_rate = 0.01;
  DataOptions data = {};
  Cost cost = Cost::cross_entropy;
  StepRule rule = StepRule::plain;
  double damping = 0.001;  // μ of the other rules

  std::string text() const;  // canonical: what a run's configuration says of it
};

// Of a network on some examples, without a graph.
struct Score {
  double error = 0;  // per cent
  double loss = 0;   // mean cross-entropy, nats
};
Score score(Network& network, const studies::Examples& examples);

// The cost is no longer a number: what the learning rate leads to, not a fault of data or program.
struct Diverged : gradflow::Error {
  using Error::Error;
};

class Learner {
 public:
  // Weights and the stream of examples come from `seed`. Errors are those of open_data.
  Learner(const LearnerConfig& config, std::uint64_t seed, const std::filesystem::path& data_dir);
  // The same with data that are open already, and outlive this.
  Learner(const LearnerConfig& config, std::uint64_t seed, Data& data);

  // Makes update k. Returns the cost of its mini-batch before it. Diverged, naming the update and
  // the learning rate, when that is no longer a number.
  double step(std::int64_t update);
  // That cost alone.
  double loss_before(std::int64_t update);

  Network& network() { return network_; }
  gradflow::optim::Optimizer& optimizer() { return *optimizer_; }
  Data& data() { return *data_; }

 private:
  Learner(const LearnerConfig& config, std::uint64_t seed, std::unique_ptr<Data> data);
  gradflow::Variable loss_of(const studies::Examples& batch);

  double learning_rate_;
  Cost cost_;
  std::unique_ptr<Data> own_data_;
  Data* data_;
  gradflow::Rng weights_;
  Network network_;
  std::unique_ptr<gradflow::optim::Optimizer> optimizer_;
};

// The stream of training examples of a run's seed.
std::uint64_t example_seed(std::uint64_t seed);

}  // namespace glorot2010
