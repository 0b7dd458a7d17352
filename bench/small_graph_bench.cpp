// What an op costs when the arithmetic costs nothing: a chain of one-element ops, and a training
// step of a network with 2-16-16-1 units on a batch of four.

#include <benchmark/benchmark.h>

#include "nn/gradflow.h"

namespace gradflow {
namespace {

void Chain(benchmark::State& state) {
  const std::int64_t ops = state.range(0);
  // With w = 1 neither the values nor the gradients leave the range of float32.
  Variable w(Tensor::scalar(1), RequiresGradient::yes);
  for (auto _ : state) {
    Variable y = w;
    for (std::int64_t i = 0; i < ops / 2; ++i) y = tanh(y) * w;
    backward(y);
    w.clear_gradient();
  }
  state.counters["per op"] =
      benchmark::Counter(static_cast<double>(ops), benchmark::Counter::kIsIterationInvariantRate |
                                                       benchmark::Counter::kInvert);
}
BENCHMARK(Chain)->ArgName("ops")->Arg(1000);

void TinyStep(benchmark::State& state) {
  Rng rng(1);
  nn::Sequential net;
  net.add<nn::Linear>("h1", 2, 16, init::glorot_uniform(), rng);
  net.add("z1", tanh);
  net.add<nn::Linear>("h2", 16, 16, init::glorot_uniform(), rng);
  net.add("z2", tanh);
  net.add<nn::Linear>("output", 16, 1, init::glorot_uniform(), rng);
  optim::Sgd sgd(net, {.learning_rate = 0.01});
  const Variable x(rng.uniform({4, 2}, -1, 1)), target(rng.uniform({4, 1}, -1, 1));
  for (auto _ : state) sgd.backward(squared_error(net(x), target));
}
BENCHMARK(TinyStep);

}  // namespace
}  // namespace gradflow
