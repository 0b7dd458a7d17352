#pragma once
// One ledger from the runs of several seeds (seeds.h).

#include <vector>

#include "studies/glorot2010/claims/ledger.h"

namespace glorot2010 {

// One claim from the same claim judged by each seed alone, in the order of the seeds, at least one.
// Those in which it was not run do not count; where that is for a table that cannot be read, the
// reason says so. The verdict is that of more than half of the seeds that decided; a training that
// is still too short takes nothing away from the others. Where no verdict has more than half, the
// claim is not decidable. What was measured is that of the first seed that counts;
// Claim::by_seed has every seed's.
Claim over_seeds(const std::vector<Claim>& of_each);

}  // namespace glorot2010
