#include "studies/glorot2010/initial/cost_surface.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "autograd/backward.h"
#include "autograd/ops/activation.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/math.h"
#include "autograd/ops/reduction.h"
#include "studies/support/csv.h"
#include "tensor/random.h"

namespace glorot2010 {

namespace {

using gradflow::DType;
using gradflow::RequiresGradient;
using gradflow::Shape;
using gradflow::Tensor;
using gradflow::Variable;

std::vector<double> copy_of(const Tensor& tensor) {
  const std::span<const double> values = tensor.values<double>();
  return {values.begin(), values.end()};
}

// One cost for each point of the grid, all of them at once: W1 and W2 are (points, 1).
Variable costs(Cost cost, const Variable& w1, const Variable& w2, const SurfaceData& data) {
  const Variable x = data.x, t = data.t;
  const Variable p = sigmoid(w2 * tanh(w1 * x));
  if (cost == Cost::quadratic) return mean((p - t) * (p - t), 1);
  return mean(-(t * log(p) + (1 - t) * log(1 - p)), 1);  // |s| ≤ 4, so no logarithm of 0
}

void write_surface(const RunContext& context, const Surface& entropy, const Surface& quadratic) {
  studies::Table table(
      {"w1", "w2", "cross_entropy", "quadratic", "cross_entropy_slope", "quadratic_slope"});
  for (std::size_t i = 0; i < entropy.w1.size(); ++i)
    table.add_row({entropy.w1[i], entropy.w2[i], entropy.cost[i], quadratic.cost[i],
                   entropy.slope[i], quadratic.slope[i]});
  context.folder.write_csv("surface.csv", table);
}

// The first of the seeds from which a run draws, `count` of them one after the other: 1 for a run
// of seed 1, which was recorded so when there was no other; it changes places with 0.
std::uint64_t first_seed(std::uint64_t run_seed, int count) {
  const std::uint64_t place = run_seed <= 1 ? 1 - run_seed : run_seed;
  return place * static_cast<std::uint64_t>(count) + 1;
}

}  // namespace

SurfaceData surface_data(std::uint64_t seed, int samples) {
  gradflow::Rng rng(seed);
  const Shape shape{1, samples};
  return {rng.normal(shape, 0, 1, DType::float64), rng.integers(shape, 0, 1).to(DType::float64)};
}

double Surface::plateau_share() const {
  const auto flat = std::ranges::count_if(slope, [](double norm) { return norm < kPlateauSlope; });
  return static_cast<double>(flat) / static_cast<double>(slope.size());
}

Surface cost_surface(Cost cost, const SurfaceData& data, int side, double reach) {
  const auto weight = [&](int i) { return 2 * reach * i / (side - 1) - reach; };
  Surface surface;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      surface.w1.push_back(weight(row));
      surface.w2.push_back(weight(column));
    }
  const Shape shape{side * side, 1};
  const Variable w1(Tensor::from(shape, surface.w1, DType::float64), RequiresGradient::yes, "W1");
  const Variable w2(Tensor::from(shape, surface.w2, DType::float64), RequiresGradient::yes, "W2");
  const Variable each = costs(cost, w1, w2, data);
  // Points do not touch each other, so the gradient of the sum is every point's own.
  const std::vector<Tensor> gradient = gradflow::gradients(sum(each), {w1, w2});
  surface.cost = copy_of(each.value());
  const std::vector<double> along1 = copy_of(gradient[0]), along2 = copy_of(gradient[1]);
  for (std::size_t i = 0; i < along1.size(); ++i)
    surface.slope.push_back(std::hypot(along1[i], along2[i]));
  return surface;
}

bool record_cost_surfaces(RunContext& context, const SurfaceConfig& config) {
  studies::Table plateaus({"seed", "cross_entropy", "quadratic"});
  const std::uint64_t first = first_seed(context.seed, config.seeds);
  for (int i = 0; i < config.seeds; ++i) {
    const std::uint64_t seed = first + static_cast<std::uint64_t>(i);
    const SurfaceData data = surface_data(seed, config.samples);
    const Surface entropy = cost_surface(Cost::cross_entropy, data, config.side, config.reach);
    const Surface quadratic = cost_surface(Cost::quadratic, data, config.side, config.reach);
    plateaus.add_row({seed, entropy.plateau_share(), quadratic.plateau_share()});
    if (i == 0) write_surface(context, entropy, quadratic);
    if (!context.progress(static_cast<std::uint64_t>(i) + 1, "")) return false;
  }
  context.folder.write_csv("plateaus.csv", plateaus);
  return true;
}

}  // namespace glorot2010
