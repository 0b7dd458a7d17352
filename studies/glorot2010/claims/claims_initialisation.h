#pragma once
// Claims C1 to C8 and C10 of the ledger: what the paper says of the network before its first
// update, judged from the tables that the runs of initialisation_runs.cpp have recorded. The bounds
// were fixed before the first measurement and belong to the claims, not to the results.

#include <vector>

#include "studies/glorot2010/claims/evidence.h"
#include "studies/glorot2010/claims/ledger.h"

namespace glorot2010 {

// In the order of their numbers. A claim whose run is missing, unfinished, or has tables that
// cannot be read was not run, and says which one to run.
std::vector<Claim> initialisation_claims(const Results& out);

}  // namespace glorot2010
