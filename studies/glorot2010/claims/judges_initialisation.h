#pragma once
// The arithmetic behind claims C1 to C8 and C10: each reads the tables of one run, puts down what
// was measured, and judges. A NaN in a table makes the claim fail. Used by
// claims_initialisation.cpp, which holds the words. gradflow::Error for a table that is missing,
// malformed or of another size.

#include <filesystem>

#include "studies/glorot2010/claims/ledger.h"

namespace glorot2010 {

void judge_weights(Claim& claim, const std::filesystem::path& folder);                 // C1
void judge_standard_activations(Claim& claim, const std::filesystem::path& folder);    // C2
void judge_normalised_activations(Claim& claim, const std::filesystem::path& folder);  // C3
void judge_standard_gradients(Claim& claim, const std::filesystem::path& folder);      // C4
void judge_normalised_gradients(Claim& claim, const std::filesystem::path& folder);    // C5
void judge_weight_gradients(Claim& claim, const std::filesystem::path& folder);        // C6
void judge_jacobians(Claim& claim, const std::filesystem::path& folder);               // C7
void judge_linear(Claim& claim, const std::filesystem::path& folder);                  // C8
void judge_plateaus(Claim& claim, const std::filesystem::path& folder);                // C10

}  // namespace glorot2010
