#pragma once
// The ledger of all claims that this study judges, from what the runs have recorded.

#include <filesystem>

#include "studies/glorot2010/ledger.h"

namespace glorot2010 {

// Claims C1 to C8, C10, C14 and C18, in the paper's order; one whose run is missing says so.
Ledger evaluate_claims(const std::filesystem::path& out);

}  // namespace glorot2010
