// One step of the paper's network through the public interface: forward, backward and the update of
// plain SGD, 1024-1000×5-9, tanh, softmax cross-entropy, float32. Arguments: mini-batch, threads,
// and who watches (0 nobody; 1 a backward hook on every layer; 2 a gradient hook on every weight).

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "nn/gradflow.h"

namespace gradflow {
namespace {

void add_layers(nn::Sequential& net, Rng& rng) {
  std::int64_t in = 1024;
  for (int i = 1; i <= 5; ++i) {
    net.add<nn::Linear>("h" + std::to_string(i), in, 1000, init::glorot_uniform(), rng);
    net.add("z" + std::to_string(i), tanh);
    in = 1000;
  }
  net.add<nn::Linear>("output", in, 9, init::glorot_uniform(), rng);
}

std::vector<HookHandle> watch(nn::Sequential& net, std::int64_t who) {
  std::vector<HookHandle> handles;
  if (who == 1)
    for (const auto& [path, module] : net.named_modules())
      handles.push_back(module->on_backward([](const auto&, auto, auto) {}));
  if (who == 2)
    for (nn::Parameter* parameter : net.parameters())
      handles.push_back(parameter->on_gradient([](const auto&, const auto&) {}));
  return handles;
}

// Multiply-adds of the products: forward and weight gradient everywhere, input gradient above the
// first layer.
double flop(std::int64_t batch) {
  const double hidden = 4e6 + 9e3, first = 1.024e6;
  return 2.0 * static_cast<double>(batch) * (3 * hidden + 2 * first);
}

void PaperStep(benchmark::State& state) {
  const std::int64_t batch = state.range(0);
  set_threads(static_cast<int>(state.range(1)));
  Rng rng(1);
  nn::Sequential net;
  add_layers(net, rng);
  optim::Sgd sgd(net, {.learning_rate = 0.01});
  const Variable x(rng.uniform({batch, 1024}, -1, 1));
  const Tensor labels = rng.integers({batch}, 0, 8);
  const std::vector<HookHandle> handles = watch(net, state.range(2));
  for (auto _ : state) sgd.backward(cross_entropy(net(x), labels));
  state.counters["FLOP/s"] = benchmark::Counter(
      flop(batch), benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
  set_threads(0);
}

BENCHMARK(PaperStep)
    ->ArgNames({"batch", "threads", "watched"})
    ->ArgsProduct({{10, 128}, {1, 2}, {0}})
    ->Args({10, 2, 1})
    ->Args({10, 2, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gradflow
