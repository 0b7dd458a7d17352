#pragma once
// Two half circles that reach into each other, the usual first problem that no straight line
// solves; and what a program does with the classifier it has trained on them.

#include <cstdint>

#include "nn/sequential.h"
#include "tensor/random.h"
#include "tensor/tensor.h"

namespace two_moons {

struct Points {
  gradflow::Tensor points;  // (count, 2) float32
  gradflow::Tensor labels;  // (count) int32: 0 the upper moon, 1 the lower
};

// Points of both moons, each with equal chance, at a distance from its half circle of radius 1 that
// is normal with deviation 0.15 in both directions. The lower moon's centre stands at (1, 0.5).
Points draw(std::int64_t count, gradflow::Rng& rng);

// The share of points, 0 to 1, to which the net gives their label.
double accuracy(gradflow::nn::Sequential& net, const Points& points);

// Classifies 10,000 fresh points, draws the surface, and writes result.json, all into the folder of
// `--out`. Returns the program's exit status: 0 when 97 % are right.
int conclude(gradflow::nn::Sequential& net, gradflow::Rng& rng, int argc, char** argv);

}  // namespace two_moons
