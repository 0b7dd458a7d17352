// libtorch: its autograd for the steps and the chain, its out-variants for single operations.

#include <torch/torch.h>

#include "bench/peers/libtorch_layers.h"
#include "bench/peers/measure.h"
#include "bench/peers/works.h"

namespace {

using torch::Tensor;

Tensor tensor_of(torch::IntArrayRef shape, std::uint64_t stream, float scale = 1) {
  Tensor tensor = torch::empty(shape, torch::kFloat32);
  peers::fill_uniform({tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())}, stream,
                      scale);
  return tensor;
}

// The step as a user of libtorch writes it who has read about its costs: tensors in place of
// modules, the update under no_grad, gradients dropped and not zeroed; or by one of its optimisers.
class Step {
 public:
  Step(const peers::Network& network, bool classify, const std::string& rule = "")
      : classify_(classify) {
    x_ = tensor_of({network.batch, network.in(0)}, peers::kInputStream);
    target_ = tensor_of({network.batch, network.sizes.back()}, peers::kTargetStream);
    labels_ = torch::empty({network.batch}, torch::kInt64);
    for (int i = 0; i < network.batch; ++i) labels_[i] = peers::label(i);
    for (int layer = 0; layer < network.layers(); ++layer) {
      const int in = network.in(layer), out = network.out(layer);
      weights_.push_back(
          tensor_of({out, in}, peers::weight_stream(layer), peers::glorot_limit(in, out))
              .set_requires_grad(true));
      biases_.push_back(torch::zeros({out}).set_requires_grad(true));
    }
    std::vector<Tensor> all = weights_;
    all.insert(all.end(), biases_.begin(), biases_.end());
    const double rate = peers::kLearningRate;
    if (rule == "adam")
      optimizer_ =
          std::make_unique<torch::optim::Adam>(all, torch::optim::AdamOptions(peers::kAdamRate));
    if (rule == "sgd" || rule == "momentum")
      optimizer_ = std::make_unique<torch::optim::SGD>(
          all, torch::optim::SGDOptions(rate).momentum(rule == "sgd" ? 0 : peers::kMomentum));
  }

  double operator()() {
    Tensor y = x_;
    for (std::size_t layer = 0; layer < weights_.size(); ++layer) {
      y = torch::linear(y, weights_[layer], biases_[layer]);
      if (layer + 1 < weights_.size()) y = torch::tanh(y);
    }
    Tensor loss = classify_ ? torch::cross_entropy_loss(y, labels_) : torch::mse_loss(y, target_);
    loss.backward();
    if (optimizer_) {
      optimizer_->step();
      optimizer_->zero_grad();
      return loss.item<double>();
    }
    const torch::NoGradGuard no_grad;
    for (auto* parameters : {&weights_, &biases_})
      for (Tensor& parameter : *parameters) {
        parameter.add_(parameter.grad(), -peers::kLearningRate);
        parameter.mutable_grad().reset();
      }
    return loss.item<double>();
  }

 private:
  bool classify_;
  Tensor x_, target_, labels_;
  std::vector<Tensor> weights_, biases_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;  // or none
};

peers::Measurement measure_chain(double seconds) {
  Tensor w = torch::ones({1}).set_requires_grad(true);
  const auto once = [&] {
    Tensor y = w;
    for (int i = 0; i < peers::kChainOps / 2; ++i) y = torch::tanh(y) * w;
    y.backward();
    return y;
  };
  peers::Measurement measured;
  const double y = once().item<double>();
  measured.check = {y, w.grad().item<double>()};
  measured.median = peers::time_iterations(seconds, [&] {
    w.mutable_grad().reset();
    once();
  });
  return measured;
}

// The faster of two ways to write one operation: into a tensor that is there, or into a new one.
template <class Into, class New>
peers::Measurement faster(const Tensor& out, double seconds, Into&& into, New&& fresh) {
  peers::Measurement measured;
  into();
  measured.check = peers::spread(out.data_ptr<float>(), static_cast<std::size_t>(out.numel()));
  const double in_place = peers::time_iterations(seconds / 2, into);
  const double anew = peers::time_iterations(seconds / 2, fresh);
  measured.median = std::min(in_place, anew);
  measured.note = in_place <= anew ? "out variant" : "new tensor";
  return measured;
}

peers::Measurement measure_elementwise(const peers::Request& request) {
  const torch::NoGradGuard no_grad;
  const auto [function, count] = peers::elementwise_of(request.shape);
  const Tensor x = tensor_of({count}, 21, 4), y = tensor_of({count}, 22, 4);
  const Tensor rows = x.view({count / peers::kSoftmaxRow, peers::kSoftmaxRow});
  Tensor out = torch::empty({count}), scratch = torch::empty({count});
  const auto compare = [&](auto&& into, auto&& fresh) {
    return faster(out, request.seconds, into, fresh);
  };
  if (function == "tanh") return compare([&] { torch::tanh_out(out, x); }, [&] { torch::tanh(x); });
  if (function == "sigmoid")
    return compare([&] { torch::sigmoid_out(out, x); }, [&] { torch::sigmoid(x); });
  if (function == "softsign")
    return compare([&] { torch::div_out(out, x, torch::abs_out(scratch, x).add_(1)); },
                   [&] { x / x.abs().add_(1); });
  if (function == "exp") return compare([&] { torch::exp_out(out, x); }, [&] { torch::exp(x); });
  if (function == "add")
    return compare([&] { torch::add_out(out, x, y); }, [&] { torch::add(x, y); });
  if (function == "softmax") {
    Tensor probabilities = out.view(rows.sizes());
    return compare([&] { torch::_softmax_out(probabilities, rows, 1, false); },
                   [&] { torch::softmax(rows, 1); });
  }
  if (function != "sum") peers::refuse(request);
  out = torch::empty({});
  return compare([&] { torch::sum_out(out, x, at::OptionalIntArrayRef()); },
                 [&] { torch::sum(x); });
}

peers::Measurement measure(const peers::Request& request) {
  torch::set_num_threads(request.threads);
  if (request.work == "step")
    return peers::measure_step(request.seconds,
                               [&] { return Step(peers::paper_network(request.shape), true); });
  if (request.work == "optimizer")
    return peers::measure_step(request.seconds, [&] {
      return Step(peers::paper_network("batch10"), true,
                  peers::optimizer_case_of(request.shape).rule);
    });
  if (request.work == "tiny_step")
    return peers::measure_step(request.seconds, [&] { return Step(peers::tiny_network(), false); });
  if (request.work == "chain") return measure_chain(request.seconds);
  if (request.work == "elementwise") return measure_elementwise(request);
  if (request.work == "layer") return peers::measure_libtorch_layer(request);
  peers::refuse(request);
}

}  // namespace

int main(int argc, char** argv) { return peers::serve(argc, argv, TORCH_VERSION, measure); }
