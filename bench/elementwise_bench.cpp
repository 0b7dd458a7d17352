// Operations on each element, and reductions, each into a new tensor as the API gives it.
// Arguments: elements, threads.

#include <benchmark/benchmark.h>

#include "bench/counters.h"
#include "nn/gradflow.h"

namespace gradflow {
namespace {

constexpr std::int64_t kRow = 100;  // of what softmax works on

using Operation = Tensor (*)(const Variable& x, const Variable& y);

// `passes`: tensors of that size that are read or written.
void Elementwise(benchmark::State& state, Operation operation, int passes) {
  const NoGrad no_grad;
  const std::int64_t count = state.range(0);
  const int team = static_cast<int>(state.range(1));
  set_threads(team);
  Rng rng(1);
  const Variable x(rng.uniform({count / kRow, kRow}, -4, 4));
  const Variable y(rng.uniform({count / kRow, kRow}, -4, 4));
  for (auto _ : state) benchmark::DoNotOptimize(operation(x, y));
  const double bytes = static_cast<double>(x.value().bytes()) * passes;
  bench::count_bytes(state, bytes, static_cast<std::size_t>(bytes), team);
  set_threads(0);
}

void arguments(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"n", "threads"})
      ->ArgsProduct({{1000, 100'000, 10'000'000}, {1, 2}})
      ->UseRealTime();
}

Tensor tanh_of(const Variable& x, const Variable&) { return tanh(x).value(); }
Tensor sigmoid_of(const Variable& x, const Variable&) { return sigmoid(x).value(); }
Tensor softsign_of(const Variable& x, const Variable&) { return softsign(x).value(); }
Tensor exp_of(const Variable& x, const Variable&) { return exp(x).value(); }
Tensor add(const Variable& x, const Variable& y) { return x.value() + y.value(); }
Tensor sum_of(const Variable& x, const Variable&) { return sum(x.value()); }
Tensor softmax_of(const Variable& x, const Variable&) { return softmax(x).value(); }

BENCHMARK_CAPTURE(Elementwise, tanh, tanh_of, 2)->Apply(arguments);
BENCHMARK_CAPTURE(Elementwise, sigmoid, sigmoid_of, 2)->Apply(arguments);
BENCHMARK_CAPTURE(Elementwise, softsign, softsign_of, 2)->Apply(arguments);
BENCHMARK_CAPTURE(Elementwise, exp, exp_of, 2)->Apply(arguments);
BENCHMARK_CAPTURE(Elementwise, add, add, 3)->Apply(arguments);
BENCHMARK_CAPTURE(Elementwise, sum, sum_of, 1)->Apply(arguments);
BENCHMARK_CAPTURE(Elementwise, softmax_rows, softmax_of, 2)->Apply(arguments);

}  // namespace
}  // namespace gradflow
