#include "studies/glorot2010/claims.h"

#include <utility>

#include "studies/glorot2010/claims_initialisation.h"
#include "studies/glorot2010/claims_training.h"

namespace glorot2010 {

Ledger evaluate_claims(const std::filesystem::path& out) {
  Ledger ledger;
  for (Claim& claim : initialisation_claims(out)) ledger.add(std::move(claim));
  ledger.add(judge_top_layer(out));
  ledger.add(judge_gradient_reversal(out));
  return ledger;
}

}  // namespace glorot2010
