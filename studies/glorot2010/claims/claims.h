#pragma once
// The ledger of all 32 claims of the paper, from what the runs have recorded. Each group of claims
// is a file of its own; a claim whose runs are missing, unreadable or, but for trainings,
// unfinished was not run, and says which (evidence.h).

#include <filesystem>
#include <vector>

#include "studies/glorot2010/claims/evidence.h"
#include "studies/glorot2010/claims/ledger.h"

namespace glorot2010 {

// C1 to C32, in this order, by all the seeds whose runs are below `out`.
Ledger evaluate_claims(const std::filesystem::path& out);

// Those of one seed, in groups. C1 to C8 and C10, of the network before its first update, are in
// claims_initialisation.h.
std::vector<Claim> sigmoid_claims(const Results& out);     // C11 to C13
std::vector<Claim> saturation_claims(const Results& out);  // C14 to C17, C20
std::vector<Claim> gradient_claims(const Results& out);    // C18, C19
std::vector<Claim> shapeset_claims(const Results& out);    // C21 to C23
std::vector<Claim> data_set_claims(const Results& out);    // C9, C24 to C26
std::vector<Claim> variation_claims(const Results& out);   // C27 to C32

}  // namespace glorot2010
