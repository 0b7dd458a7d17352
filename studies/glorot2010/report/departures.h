#pragma once
// The claims that came out otherwise than in the paper, each with why it fails and what most likely
// explains it: a section of the report. The ledger's reason says in which way the bound is not met;
// what is likely is written here for each claim, from what the paper leaves open, and the length of
// the training and the number of seeds come from the ledger.

#include "studies/glorot2010/claims/ledger.h"
#include "studies/support/report_html.h"

namespace glorot2010 {

// What most likely explains that the claim fails, in sentences.
std::string explanation_of(const Claim& claim);

// A note for each claim that fails; its lead says so when none of the judged ones does.
studies::Section departures_section(const Ledger& ledger);

}  // namespace glorot2010
