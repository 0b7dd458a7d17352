// One step of the paper's network through the public interface: forward, backward and the update of
// plain SGD, 1024-1000×5-9, tanh, softmax cross-entropy, float32. Arguments: mini-batch, threads.
// Watched: with a hook on every layer or every weight, and with the studies' probe. Vanishing: with
// a loss so small that every gradient is a subnormal number.

#include <benchmark/benchmark.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/counters.h"
#include "nn/gradflow.h"
#include "studies/support/probe.h"

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

// Multiply-adds of the products, counted as two: forward and weight gradient everywhere, input
// gradient above the first layer.
double flop(std::int64_t batch) {
  const double hidden = 4e6 + 9e3, first = 1.024e6;
  return 2.0 * static_cast<double>(batch) * (3 * hidden + 2 * first);
}

// Steps until the benchmark has enough; before_step(i) may change who watches.
void run_steps(benchmark::State& state, nn::Sequential& net,
               const std::function<void(std::int64_t)>& before_step, double loss_scale = 1) {
  const std::int64_t batch = state.range(0);
  const int team = static_cast<int>(state.range(1));
  set_threads(team);
  Rng rng(2);
  optim::Sgd sgd(net, {.learning_rate = 0.01});
  const Variable x(rng.uniform({batch, 1024}, -1, 1));
  const Tensor labels = rng.integers({batch}, 0, 8);
  std::int64_t step = 0;
  for (auto _ : state) {
    before_step(step++);
    const Variable loss = cross_entropy(net(x), labels);
    sgd.backward(loss_scale == 1 ? loss : loss_scale * loss);
  }
  std::size_t parameters = 0;
  for (const nn::Parameter* parameter : net.parameters()) parameters += parameter->value().bytes();
  bench::count_flop(state, flop(batch), team);
  bench::count_bytes(state, 3 * static_cast<double>(parameters), parameters, team);
  set_threads(0);
}

void PaperStep(benchmark::State& state) {
  Rng rng(1);
  nn::Sequential net;
  add_layers(net, rng);
  run_steps(state, net, [](std::int64_t) {});
}
BENCHMARK(PaperStep)
    ->ArgNames({"batch", "threads"})
    ->ArgsProduct({{10, 128}, {1, 2}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

enum class Gradients { usual, subnormal, flushed };

void Vanishing(benchmark::State& state, Gradients gradients) {
  Rng rng(1);
  nn::Sequential net;
  add_layers(net, rng);
  std::optional<FlushSubnormals> scope;
  if (gradients == Gradients::flushed) scope.emplace();
  run_steps(
      state, net, [](std::int64_t) {}, gradients == Gradients::usual ? 0.1 : 1e-39);
}
BENCHMARK_CAPTURE(Vanishing, usual_gradients, Gradients::usual)
    ->ArgNames({"batch", "threads"})
    ->ArgsProduct({{10}, {1, 2}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Vanishing, subnormal_gradients, Gradients::subnormal)
    ->ArgNames({"batch", "threads"})
    ->ArgsProduct({{10}, {1, 2}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Vanishing, subnormal_gradients_flushed, Gradients::flushed)
    ->ArgNames({"batch", "threads"})
    ->ArgsProduct({{10}, {1, 2}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

enum class Watcher { hook_per_layer, hook_per_weight };

void WatchedByHooks(benchmark::State& state, Watcher who) {
  Rng rng(1);
  nn::Sequential net;
  add_layers(net, rng);
  std::vector<HookHandle> handles;
  if (who == Watcher::hook_per_layer)
    for (const auto& [path, module] : net.named_modules())
      handles.push_back(module->on_backward([](const auto&, auto, auto) {}));
  if (who == Watcher::hook_per_weight)
    for (nn::Parameter* parameter : net.parameters())
      handles.push_back(parameter->on_gradient([](const auto&, const auto&) {}));
  run_steps(state, net, [](std::int64_t) {});
}
BENCHMARK_CAPTURE(WatchedByHooks, hook_per_layer, Watcher::hook_per_layer)
    ->ArgNames({"batch", "threads"})
    ->Args({10, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(WatchedByHooks, hook_per_weight, Watcher::hook_per_weight)
    ->ArgNames({"batch", "threads"})
    ->Args({10, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// Activations, gradients at the layers and gradients of the weights, in one step of `period`.
void WatchedByProbe(benchmark::State& state, std::int64_t period) {
  Rng rng(1);
  nn::Sequential net;
  add_layers(net, rng);
  std::vector<studies::Probe> probes;
  probes.push_back(studies::watch_outputs(net, "z*"));
  probes.push_back(studies::watch_output_gradients(net, "h*"));
  probes.push_back(studies::watch_gradients(net, "h*.weight"));
  run_steps(state, net, [&](std::int64_t step) {
    for (studies::Probe& probe : probes) {
      if (step % period == 0) probe.resume();
      if (step % period == 1) probe.pause();
    }
  });
}
BENCHMARK_CAPTURE(WatchedByProbe, every_step, 1)
    ->ArgNames({"batch", "threads"})
    ->Args({10, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(WatchedByProbe, every_1000th_step, 1000)
    ->ArgNames({"batch", "threads"})
    ->Args({10, 2})
    ->Iterations(2000)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gradflow
