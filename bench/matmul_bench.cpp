// Matrix products: squares, and the three skinny forms of a training step with a mini-batch of 10.
// Arguments: extent, threads.

#include <benchmark/benchmark.h>

#include "tensor/matmul.h"
#include "tensor/parallel.h"
#include "tensor/random.h"

namespace gradflow {
namespace {

void count_flop(benchmark::State& state, double rows, double inner, double columns) {
  state.counters["FLOP/s"] =
      benchmark::Counter(2 * rows * inner * columns, benchmark::Counter::kIsIterationInvariantRate,
                         benchmark::Counter::kIs1000);
  set_threads(0);
}

void Square(benchmark::State& state) {
  const std::int64_t n = state.range(0);
  set_threads(static_cast<int>(state.range(1)));
  Rng rng(1);
  const Tensor a = rng.uniform({n, n}, -1, 1), b = rng.uniform({n, n}, -1, 1);
  Tensor c = Tensor::zeros({n, n});
  for (auto _ : state) matmul_into(c, a, b, Transpose::no, Transpose::no, 1, 0);
  const auto extent = static_cast<double>(n);
  count_flop(state, extent, extent, extent);
}
BENCHMARK(Square)
    ->ArgNames({"n", "threads"})
    ->ArgsProduct({{64, 256, 1000, 2048}, {1, 2}})
    ->UseRealTime();

enum class Form { forward, input_gradient, weight_update };

void Skinny(benchmark::State& state, Form form) {
  const std::int64_t n = state.range(0);
  set_threads(static_cast<int>(state.range(1)));
  Rng rng(1);
  const Tensor x = rng.uniform({10, n}, -1, 1), dz = rng.uniform({10, n}, -1, 1);
  Tensor w = rng.uniform({n, n}, -1, 1), out = Tensor::zeros({10, n});
  for (auto _ : state) {
    if (form == Form::forward) matmul_into(out, x, w, Transpose::no, Transpose::yes, 1, 0);
    if (form == Form::input_gradient) matmul_into(out, dz, w, Transpose::no, Transpose::no, 1, 0);
    if (form == Form::weight_update) matmul_into(w, dz, x, Transpose::yes, Transpose::no, -1e-6, 1);
  }
  const auto extent = static_cast<double>(n);
  count_flop(state, 10, extent, extent);
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
