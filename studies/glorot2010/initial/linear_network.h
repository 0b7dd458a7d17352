#pragma once
// Section 4.2.1: the variances that equations 5, 6 and 7 (13 and 14 at equal widths) give for a
// network of identity units, and those of such a network. The equations assume independence, so the
// trial provides it: inputs x ~ N(0, 1), and a cost that is linear in the top layer,
// C = Σ v·s(d) with v ~ N(0, 1), drawn anew for each example, so that ∂C/∂s(d) = v is independent
// of everything.

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/initial/initial_network.h"

namespace glorot2010 {

struct LinearConfig {
  InitialConfig initial;  // `images` is the number of examples of each draw
  int draws = 5;          // of weights, inputs and v
};

// Writes forward.csv (variance of z, layers 0 to depth, eq 5), backward.csv (of ∂C/∂s, layers 1 to
// depth, eqs 6 and 13) and weights.csv (of one example's ∂C/∂W, layers 1 to depth, eqs 7 and 14):
//   layer
//   standard, normalised                      measured, mean of the draws
//   standard_predicted, normalised_predicted  from Var[x] and Var[∂C/∂s(d)] as measured, and
//                                             Var[W] as the initialisation has it
//   standard_error, normalised_error          standard error of the mean over draws
// False when progress asked to stop; it counts draws of both initialisations.
bool record_linear_network(RunContext& context, const LinearConfig& config = {});

}  // namespace glorot2010
