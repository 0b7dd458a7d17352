#pragma once
// Section 4.2.2: the Jacobians J = ∂z(i+1)/∂z(i) between neighbouring hidden layers (eq 17), and
// their singular values. The text calls their mean also "the average ratio of the activation
// variances" from a layer to the next; these are two things, so both are recorded.

#include <vector>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/initial/initial_network.h"

namespace glorot2010 {

struct JacobianConfig {
  InitialConfig initial;
  std::int64_t jacobian_images = 5;  // the first of the fixed set
};

// J of every neighbouring pair, first pair first, for one image (1, inputs): row k of J is the
// gradient of unit k of z(i+1). The image runs through the network as `width` equal rows, and row k
// of the seed asks for unit k, so that one pass gives all of J.
std::vector<gradflow::Tensor> jacobians(Network& network, const gradflow::Tensor& image);

// Writes standard.csv and normalised.csv (value, density: all pairs and images pooled), and
// layers.csv, where `layer` is the i of J and every quantity comes for both initialisations:
//   standard                 mean singular value, over images
//   standard_rms             root mean square of them: the gain of the spread of a random direction
//   standard_spread_ratio    std z(i+1) / std z(i), on the whole fixed set
//   standard_variance_ratio  the square of that
//   images                   how many images
// False when progress asked to stop; it counts Jacobians.
bool record_jacobians(RunContext& context, const JacobianConfig& config = {});

}  // namespace glorot2010
