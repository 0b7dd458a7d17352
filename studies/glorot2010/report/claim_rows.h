#pragma once
// A claim of the ledger as a row of the report's table.

#include "studies/glorot2010/claims/ledger.h"
#include "studies/support/report_html.h"

namespace glorot2010 {

studies::ClaimRow row_of(const Claim& claim);

}  // namespace glorot2010
