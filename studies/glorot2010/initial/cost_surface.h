#pragma once
// Figure 5: cross-entropy and quadratic cost over the two weights of a small network with random
// inputs and targets. The paper does not say which network or how many examples; ours is a tanh
// unit and a sigmoid output without biases, p = σ(W2 tanh(W1 x)), x ~ N(0, 1), targets 0 or 1 at
// random.

#include <cstdint>
#include <vector>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/model/cost.h"
#include "tensor/tensor.h"

namespace glorot2010 {

// A point of the grid belongs to a plateau if the norm of the gradient there, as it is and not
// relative to anything, is below this. Fixed before any surface was drawn.
inline constexpr double kPlateauSlope = 0.02;

struct SurfaceConfig {
  int seeds = 20;    // of inputs and targets; two runs of different seeds have none in common
  int samples = 2;   // examples of each
  int side = 41;     // points along each weight, both ends included
  double reach = 4;  // weights from -reach to reach
};

struct SurfaceData {
  gradflow::Tensor x, t;  // (1, samples) each, float64
};
SurfaceData surface_data(std::uint64_t seed, int samples);

// Of each point of the grid, with the cost of one output: the mean over examples of -t ln p - (1 -
// t) ln(1 - p), or of (p - t)². Points are W1 outermost, both weights rising.
struct Surface {
  std::vector<double> w1, w2, cost, slope;  // slope: norm of the gradient over (W1, W2)

  double plateau_share() const;  // of points with a slope below kPlateauSlope
};
Surface cost_surface(Cost cost, const SurfaceData& data, int side, double reach);

// Writes plateaus.csv (seed, cross_entropy, quadratic: shares of the grid) and, of the first seed,
// surface.csv (w1, w2, cross_entropy, quadratic, cross_entropy_slope, quadratic_slope). False when
// progress asked to stop; it counts seeds.
bool record_cost_surfaces(RunContext& context, const SurfaceConfig& config = {});

}  // namespace glorot2010
