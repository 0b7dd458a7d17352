#include <fmt/core.h>

#include "nn/gradflow.h"

using namespace gradflow;

int main() {
  Rng rng(1);
  nn::Sequential net;
  net.add<nn::Linear>("h1", 2, 16, init::glorot_uniform(), rng);
  net.add("z1", tanh);
  net.add<nn::Linear>("output", 16, 2, init::glorot_uniform(), rng);
  optim::Sgd sgd(net, {.learning_rate = 0.5});

  double slope = 0;  // what reaches the hidden layer, seen on its way down
  auto watching = net.at("z1").on_backward(
      [&](const nn::Module&, auto output_gradients, auto) { slope = rms(output_gradients[0]); });

  for (int step = 1; step <= 2000; ++step) {
    Tensor x = rng.uniform({32, 2}, -1, 1);  // points of a square; two colours, as on a chess board
    Tensor labels = Tensor::build<std::int32_t>({32}, [&](auto colour) {
      for (std::int64_t i = 0; i < 32; ++i) colour[i] = x.at({i, 0}) * x.at({i, 1}) > 0;
    });
    Variable loss = cross_entropy(net(x), labels);
    sgd.backward(loss);  // updates each weight as soon as its gradient is final
    if (step % 400 == 0)
      fmt::print("step {:4}  loss {:.3f}  gradient at z1 {:.1e}\n", step, loss.value().item(),
                 slope);
  }
}
