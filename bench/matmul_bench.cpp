// Matrix products: squares, and the three skinny forms of a training step with a mini-batch of 10,
// over five weights in turn, so that a weight comes from where it would in the step. Arguments:
// extent, threads.

#include <benchmark/benchmark.h>

#include <vector>

#include "bench/counters.h"
#include "tensor/matmul.h"
#include "tensor/parallel.h"
#include "tensor/random.h"

namespace gradflow {
namespace {

void Square(benchmark::State& state) {
  const std::int64_t n = state.range(0);
  const int team = static_cast<int>(state.range(1));
  set_threads(team);
  Rng rng(1);
  const Tensor a = rng.uniform({n, n}, -1, 1), b = rng.uniform({n, n}, -1, 1);
  Tensor c = Tensor::zeros({n, n});
  for (auto _ : state) matmul_into(c, a, b, Transpose::no, Transpose::no, 1, 0);
  const auto extent = static_cast<double>(n);
  bench::count_flop(state, 2 * extent * extent * extent, team);
  set_threads(0);
}
BENCHMARK(Square)
    ->ArgNames({"n", "threads"})
    ->ArgsProduct({{64, 128, 256, 512, 1000, 1024, 2048}, {1, 2}})
    ->UseRealTime();

enum class Form { forward, input_gradient, weight_update };

void Skinny(benchmark::State& state, Form form) {
  constexpr std::size_t kWeights = 5;
  const std::int64_t n = state.range(0);
  const int team = static_cast<int>(state.range(1));
  set_threads(team);
  Rng rng(1);
  const Tensor x = rng.uniform({10, n}, -1, 1), dz = rng.uniform({10, n}, -1, 1);
  std::vector<Tensor> weights;
  for (std::size_t i = 0; i < kWeights; ++i) weights.push_back(rng.uniform({n, n}, -1, 1));
  Tensor out = Tensor::zeros({10, n});
  std::size_t turn = 0;
  for (auto _ : state) {
    Tensor& w = weights[turn++ % kWeights];
    if (form == Form::forward) matmul_into(out, x, w, Transpose::no, Transpose::yes, 1, 0);
    if (form == Form::input_gradient) matmul_into(out, dz, w, Transpose::no, Transpose::no, 1, 0);
    if (form == Form::weight_update) matmul_into(w, dz, x, Transpose::yes, Transpose::no, -1e-6, 1);
  }
  const double bytes = static_cast<double>(weights[0].bytes());
  bench::count_flop(state, 20 * static_cast<double>(n * n), team);
  bench::count_bytes(state, form == Form::weight_update ? 2 * bytes : bytes,
                     kWeights * weights[0].bytes(), team);
  set_threads(0);
}
BENCHMARK_CAPTURE(Skinny, x_W_transposed, Form::forward)
    ->ArgNames({"n", "threads"})
    ->ArgsProduct({{1000, 1024}, {1, 2}})
    ->UseRealTime();
BENCHMARK_CAPTURE(Skinny, dz_W, Form::input_gradient)
    ->ArgNames({"n", "threads"})
    ->ArgsProduct({{1000, 1024}, {1, 2}})
    ->UseRealTime();
BENCHMARK_CAPTURE(Skinny, dz_transposed_x_into_W, Form::weight_update)
    ->ArgNames({"n", "threads"})
    ->ArgsProduct({{1000, 1024}, {1, 2}})
    ->UseRealTime();

}  // namespace
}  // namespace gradflow
