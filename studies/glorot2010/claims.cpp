#include "studies/glorot2010/claims.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "studies/glorot2010/claims_initialisation.h"

namespace glorot2010 {

namespace {

int number_of(const Claim& claim) {
  int number = 0;
  std::from_chars(claim.id.data() + 1, claim.id.data() + claim.id.size(), number);
  return number;
}

}  // namespace

Ledger evaluate_claims(const std::filesystem::path& out) {
  std::vector<Claim> claims;
  for (const auto group : {initialisation_claims, sigmoid_claims, saturation_claims,
                           gradient_claims, shapeset_claims, data_set_claims, variation_claims})
    std::ranges::move(group(out), std::back_inserter(claims));
  std::ranges::sort(claims, {}, number_of);
  Ledger ledger;
  for (Claim& claim : claims) ledger.add(std::move(claim));
  return ledger;
}

}  // namespace glorot2010
