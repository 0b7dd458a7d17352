#include "studies/glorot2010/claims/claims.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "studies/glorot2010/claims/claims_initialisation.h"
#include "studies/glorot2010/claims/over_seeds.h"
#include "studies/glorot2010/seeds.h"

namespace glorot2010 {

namespace {

int number_of(const Claim& claim) {
  int number = 0;
  std::from_chars(claim.id.data() + 1, claim.id.data() + claim.id.size(), number);
  return number;
}

// Of one seed, whose runs lie in that folder.
std::vector<Claim> claims_of(const std::filesystem::path& folder) {
  std::vector<Claim> claims;
  for (const auto group : {initialisation_claims, sigmoid_claims, saturation_claims,
                           gradient_claims, shapeset_claims, data_set_claims, variation_claims})
    std::ranges::move(group(folder), std::back_inserter(claims));
  std::ranges::sort(claims, {}, number_of);
  return claims;
}

}  // namespace

Ledger evaluate_claims(const std::filesystem::path& out) {
  std::vector<std::vector<Claim>> of_seeds = {claims_of(out)};
  for (const std::uint64_t seed : further_seeds(out))
    of_seeds.push_back(claims_of(seed_folder(out, seed)));
  Ledger ledger;
  for (std::size_t i = 0; i < of_seeds.front().size(); ++i) {
    std::vector<Claim> of_each;
    for (std::vector<Claim>& claims : of_seeds) of_each.push_back(std::move(claims[i]));
    ledger.add(over_seeds(of_each));
  }
  return ledger;
}

}  // namespace glorot2010
