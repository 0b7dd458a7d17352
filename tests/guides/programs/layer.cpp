// The program of nn/guide_layer.md, which shows all that follows.

#include <fmt/core.h>

#include <cstdio>

#include "nn/gradflow.h"

using namespace gradflow;

// y = gain · (W (x - m) + b) for x (batch, in). m is the mean of the batch in training, and in
// evaluation the mean of all batches so far, the last ones weighing most.
class CentredLinear final : public nn::Layer<Variable(Variable)> {
 public:
  CentredLinear(std::int64_t in, std::int64_t out, const init::Initialiser& gain, Rng& rng)
      : linear_(in, out, init::glorot_uniform(), rng),
        gain_(gain(Shape{out}, rng)),
        running_mean_(Tensor::zeros({in})) {}

  void visit(nn::Visitor& visitor) override {
    visitor.parameter("gain", gain_);
    visitor.buffer("running_mean", running_mean_);
    visitor.child("linear", linear_);
  }

 protected:
  Variable forward(const Variable& x) override {
    if (!is_training()) return gain_ * linear_(x - running_mean_);
    const Variable batch_mean = mean(x, 0);
    running_mean_ = 0.9 * running_mean_ + 0.1 * batch_mean.value();
    return gain_ * linear_(x - batch_mean);
  }

 private:
  nn::Linear linear_;
  nn::Parameter gain_;
  Tensor running_mean_;
};

struct Network {
  nn::Sequential net;

  explicit Network(std::uint64_t seed) {
    Rng rng(seed);
    net.add<CentredLinear>("c1", 3, 4, init::constant(1), rng);
    net.add("t1", tanh);
    net.add<nn::Linear>("output", 4, 2, init::glorot_uniform(), rng);
    net.set_name("net");
  }
};

void list_what_it_holds() {
  Network network(1);
  for (const auto& [path, parameter] : network.net.named_parameters())
    fmt::print("{:22} {}\n", path, parameter->shape());
  for (const auto& [path, buffer] : network.net.named_buffers())
    fmt::print("{:22} {} buffer\n", path, buffer->shape());
}

void call_it_in_both_modes() {
  Rng rng(1);
  CentredLinear layer(3, 2, init::constant(1), rng);
  const Tensor x = Tensor::from({2, 3}, {4, 5, 6, 6, 5, 4});
  fmt::print("training, centred by the batch     rms {:.2f}\n", rms(layer(x).value()));
  layer.eval();
  fmt::print("evaluation, after one batch        rms {:.2f}\n", rms(layer(x).value()));
  layer.train();
  for (int batch = 0; batch < 100; ++batch) layer(x);
  layer.eval();
  fmt::print("evaluation, after a hundred        rms {:.2f}\n", rms(layer(x).value()));
}

void train_it_and_keep_it() {
  const char* path = "guide_layer.safetensors";
  Network trained(1);
  optim::Sgd sgd(trained.net, {.learning_rate = 0.1});
  Rng rng(2);
  for (int step = 0; step < 100; ++step) {
    const Tensor x = rng.normal({16, 3}, 5, 1);
    sgd.backward(squared_error(trained.net(x), Tensor::ones({16, 2})));
  }
  nn::Checkpoint saved;
  saved.add(trained.net);
  saved.save(path);

  Network other(99);
  nn::Checkpoint loaded;
  loaded.add(other.net);
  loaded.load(path);
  trained.net.eval();
  other.net.eval();
  const Tensor x = rng.normal({1, 3}, 5, 1);
  fmt::print("they differ by {}\n", rms(trained.net(x).value() - other.net(x).value()));
  std::remove(path);
}

int main() {
  list_what_it_holds();
  call_it_in_both_modes();
  train_it_and_keep_it();
}
