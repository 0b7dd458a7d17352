#include <fmt/core.h>

#include "nn/gradflow.h"
#include "studies/two_moons/moons.h"

using namespace gradflow;

int main(int argc, char** argv) {
  Rng rng(1);
  nn::Sequential net;
  net.add<nn::Linear>("h1", 2, 32, init::glorot_uniform(), rng);
  net.add("z1", tanh);
  net.add<nn::Linear>("output", 32, 2, init::glorot_uniform(), rng);
  optim::Sgd sgd(net, {.learning_rate = 0.5});

  double slope = 0;  // what reaches the hidden layer, seen on its way down
  auto watching = net.at("z1").on_backward(
      [&](const nn::Module&, auto output_gradients, auto) { slope = rms(output_gradients[0]); });

  for (int step = 1; step <= 2000; ++step) {
    auto [points, labels] = two_moons::draw(64, rng);
    Variable loss = cross_entropy(net(points), labels);
    sgd.backward(loss);  // updates each weight as soon as its gradient is final
    if (step % 400 == 0)
      fmt::print("step {:4}  loss {:.3f}  gradient at z1 {:.1e}\n", step, loss.value().item(),
                 slope);
  }
  return two_moons::conclude(net, rng, argc, argv);  // fresh points, the picture, result.json
}
