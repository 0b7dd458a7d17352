#include "studies/glorot2010/model/learner.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "autograd/grad_mode.h"
#include "autograd/ops/cross_entropy.h"
#include "nn/optim/sgd.h"
#include "studies/glorot2010/model/second_order.h"
#include "studies/glorot2010/model/streams.h"
#include "studies/support/answers.h"
#include "tensor/error.h"
#include "tensor/reduce.h"

namespace glorot2010 {

namespace {

using gradflow::Variable;
using studies::Examples;

// Examples that are scored at a time.
constexpr std::int64_t kChunk = 500;

std::string rule_text(const LearnerConfig& config) {
  switch (config.rule) {
    case StepRule::curvature:
      return fmt::format("sgd, rates by the diagonal Hessian, mu {}", config.damping);
    case StepRule::variance:
      return fmt::format("sgd, rates by the mean square of the gradient, mu {}, smoothing {}",
                         config.damping, VarianceOptions{}.smoothing);
    case StepRule::plain:
      break;
  }
  return "sgd";
}

std::unique_ptr<gradflow::optim::Optimizer> optimizer_of(const LearnerConfig& config,
                                                         Network& network) {
  switch (config.rule) {
    case StepRule::curvature:
      return std::make_unique<CurvatureDescent>(
          network,
          CurvatureOptions{.learning_rate = config.learning_rate, .damping = config.damping});
    case StepRule::variance:
      return std::make_unique<VarianceDescent>(
          network,
          VarianceOptions{.learning_rate = config.learning_rate, .damping = config.damping});
    case StepRule::plain:
      break;
  }
  return std::make_unique<gradflow::optim::Sgd>(
      network, gradflow::optim::SgdOptions{.learning_rate = config.learning_rate});
}

}  // namespace

std::string LearnerConfig::text() const {
  std::string data_text = fmt::format("{}", title(data.set));
  if (data.set == DataSet::shapeset)
    data_text +=
        fmt::format(" in [-1, 1], validation and test error on {} examples of seeds {} and {}",
                    data.held_out, kValidationSeed, kTestSeed);
  if (data.fixed > 0) data_text += fmt::format(", a fixed set of {} to train on", data.fixed);
  std::string steps = rule_text(*this);
  if (cost != Cost::cross_entropy) steps += fmt::format(" on the {} cost", name(cost));
  return fmt::format("{}; {}, learning rate {}, {} examples an update; {}", network.text(), steps,
                     learning_rate, data.batch, data_text);
}

std::uint64_t example_seed(std::uint64_t seed) { return stream(seed, Stream::examples).key(); }

Score score(Network& network, const Examples& examples) {
  const gradflow::NoGrad inference;
  std::int64_t wrong = 0;
  double loss = 0;
  for (std::int64_t begin = 0; begin < examples.size(); begin += kChunk) {
    const std::int64_t end = std::min(examples.size(), begin + kChunk);
    const Variable logits = network(examples.images.rows(begin, end));
    const gradflow::Tensor labels = examples.labels.rows(begin, end);
    wrong += studies::wrong_answers(gradflow::argmax(logits.value(), 1), labels);
    loss += cross_entropy(logits, labels).value().item() * static_cast<double>(end - begin);
  }
  const auto count = static_cast<double>(examples.size());
  return {100.0 * static_cast<double>(wrong) / count, loss / count};
}

Learner::Learner(const LearnerConfig& config, std::uint64_t seed,
                 const std::filesystem::path& data_dir)
    : Learner(config, seed, open_data(config.data, example_seed(seed), data_dir)) {}

Learner::Learner(const LearnerConfig& config, std::uint64_t seed, std::unique_ptr<Data> data)
    : Learner(config, seed, *data) {
  own_data_ = std::move(data);
}

Learner::Learner(const LearnerConfig& config, std::uint64_t seed, Data& data)
    : learning_rate_(config.learning_rate),
      cost_(config.cost),
      data_(&data),
      weights_(stream(seed, Stream::weights)),
      network_(config.network, weights_),
      optimizer_(optimizer_of(config, network_)) {}

Variable Learner::loss_of(const Examples& batch) {
  return cost_of(cost_, network_(batch.images), batch.labels);
}

double Learner::step(std::int64_t update) {
  const Variable loss = loss_of(data_->batch(update));
  const double value = loss.value().item();
  gradflow::require<Diverged>(std::isfinite(value),
                              "train: the loss is {} at update {}, with learning rate {}: "
                              "training diverged; a smaller rate "
                              "may not",
                              value, update, learning_rate_);
  optimizer_->backward(loss);
  return value;
}

double Learner::loss_before(std::int64_t update) {
  const gradflow::NoGrad inference;
  return loss_of(data_->batch(update)).value().item();
}

}  // namespace glorot2010
