#include "bench/peers/gradflow_step.h"

#include <fmt/core.h>

namespace peers {
namespace {

using namespace gradflow;

// The weight of layer `a`, as every other implementation has it.
Tensor draw_shared(const Shape& shape, Rng&, DType, double a, double) {
  return tensor_of(shape, weight_stream(static_cast<int>(a)),
                   glorot_limit(static_cast<int>(shape[1]), static_cast<int>(shape[0])));
}

Tensor labels_of(int batch) {
  return Tensor::build<std::int32_t>({batch}, [&](std::span<std::int32_t> values) {
    for (int i = 0; i < batch; ++i) values[static_cast<std::size_t>(i)] = label(i);
  });
}

std::unique_ptr<optim::Optimizer> optimizer_of(nn::Module& net, const std::string& rule) {
  const double rate = static_cast<double>(kLearningRate);
  if (rule == "adam")
    return std::make_unique<optim::Adam>(
        net, optim::AdamOptions{.learning_rate = static_cast<double>(kAdamRate)});
  const double momentum = rule == "momentum" ? static_cast<double>(kMomentum) : 0;
  return std::make_unique<optim::Sgd>(
      net, optim::SgdOptions{.learning_rate = rate, .momentum = momentum});
}

}  // namespace

GradflowStep::GradflowStep(const Network& network, Loss loss, const OptimizerCase& rule)
    : loss_(loss), net_(std::make_unique<nn::Sequential>()), apart_(rule.apart) {
  Rng rng(1);
  for (int layer = 0; layer < network.layers(); ++layer) {
    net_->add<nn::Linear>(fmt::format("h{}", layer + 1), network.in(layer), network.out(layer),
                          init::Initialiser{draw_shared, static_cast<double>(layer)}, rng);
    if (layer + 1 < network.layers()) net_->add(fmt::format("z{}", layer + 1), tanh);
  }
  optimizer_ = optimizer_of(*net_, rule.rule);
  x_ = Variable(tensor_of({network.batch, network.in(0)}, kInputStream));
  target_ = Variable(loss == Loss::cross_entropy
                         ? labels_of(network.batch)
                         : tensor_of({network.batch, network.sizes.back()}, kTargetStream));
}

double GradflowStep::operator()() {
  const Variable loss = loss_ == Loss::cross_entropy ? cross_entropy((*net_)(x_), target_)
                                                     : squared_error((*net_)(x_), target_);
  if (apart_) {
    backward(loss);
    optimizer_->step();
  } else {
    optimizer_->backward(loss);
  }
  return loss.value().item();
}

}  // namespace peers
