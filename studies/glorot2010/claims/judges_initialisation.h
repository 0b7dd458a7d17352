#pragma once
// The arithmetic behind claims C1 to C8 and C10: each reads the tables of one run, puts down what
// was measured, and judges. A NaN in a table makes the claim fail. Used by
// claims_initialisation.cpp, which holds the words. gradflow::Error for a table that is missing,
// malformed or of another size.

#include "studies/glorot2010/claims/evidence.h"

namespace glorot2010 {

void judge_weights(Claim& claim, Evidence& evidence);                 // C1
void judge_standard_activations(Claim& claim, Evidence& evidence);    // C2
void judge_normalised_activations(Claim& claim, Evidence& evidence);  // C3
void judge_standard_gradients(Claim& claim, Evidence& evidence);      // C4
void judge_normalised_gradients(Claim& claim, Evidence& evidence);    // C5
void judge_weight_gradients(Claim& claim, Evidence& evidence);        // C6
void judge_jacobians(Claim& claim, Evidence& evidence);               // C7
void judge_linear(Claim& claim, Evidence& evidence);                  // C8
void judge_plateaus(Claim& claim, Evidence& evidence);                // C10

}  // namespace glorot2010
