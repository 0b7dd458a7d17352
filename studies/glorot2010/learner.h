#pragma once
// A network of the paper while it learns (section 2.3): plain stochastic gradient descent on
// mini-batches, whose update k depends on the weights before it and the examples of update k alone.
// Training runs and the search for learning rates drive one.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "nn/optim/sgd.h"
#include "studies/glorot2010/datasets.h"
#include "studies/glorot2010/network.h"

namespace glorot2010 {

struct LearnerConfig {
  NetworkConfig network = {};
  double learning_rate = 0.01;
  DataOptions data = {};

  std::string text() const;  // canonical: what a run's configuration says of it
};

// Of a network on some examples, without a graph.
struct Score {
  double error = 0;  // per cent
  double loss = 0;   // mean cross-entropy, nats
};
Score score(Network& network, const studies::Examples& examples);

class Learner {
 public:
  // Weights and the stream of examples come from `seed`. Errors are those of open_data.
  Learner(const LearnerConfig& config, std::uint64_t seed, const std::filesystem::path& data_dir);
  // The same with data that are open already, and outlive this.
  Learner(const LearnerConfig& config, std::uint64_t seed, Data& data);

  // Makes update k. Returns the loss of its mini-batch before it. gradflow::Error, naming the
  // update and the learning rate, when that is no longer a number.
  double step(std::int64_t update);
  // That loss alone.
  double loss_before(std::int64_t update);

  Network& network() { return network_; }
  gradflow::optim::Sgd& sgd() { return sgd_; }
  Data& data() { return *data_; }

 private:
  gradflow::Variable loss_of(const studies::Examples& batch);

  double learning_rate_;
  std::unique_ptr<Data> own_data_;
  Data* data_;
  gradflow::Rng weights_;
  Network network_;
  gradflow::optim::Sgd sgd_;
};

// The stream of training examples of a run's seed.
std::uint64_t example_seed(std::uint64_t seed);

}  // namespace glorot2010
