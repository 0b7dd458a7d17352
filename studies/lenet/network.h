#pragma once
// The network: LeCun et al. 1998, "Gradient-based learning applied to document recognition", in
// today's dress: rectifiers for tanh, maxima for means, batch norm, and no second linear layer.

#include "nn/sequential.h"
#include "tensor/random.h"

namespace lenet {

// For images (batch, 1, 28, 28); ten logits. 16 and 32 maps of 5 × 5 kernels, then 128 units.
void build(gradflow::nn::Sequential& net, gradflow::Rng& rng);

}  // namespace lenet
