#include "studies/glorot2010/claims/over_seeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "tensor/error.h"

namespace glorot2010 {

namespace {

constexpr std::array kJudged = {Verdict::kHolds, Verdict::kFails, Verdict::kNotDecidable};

std::size_t count(const std::vector<Claim>& claims, Verdict verdict) {
  return static_cast<std::size_t>(std::ranges::count(claims, verdict, &Claim::verdict));
}

// "holds with 2 seeds, fails with 1"
std::string votes_text(const std::vector<Claim>& claims) {
  std::vector<std::string> votes;
  for (const Verdict verdict : kJudged)
    if (const std::size_t seeds = count(claims, verdict); seeds > 0)
      votes.push_back(
          fmt::format("{} with {} seed{}", verdict_text(verdict), seeds, seeds == 1 ? "" : "s"));
  return fmt::format("{}", fmt::join(votes, ", "));
}

// Sets verdict and reason of `claim`, which is the first of them.
void judge_by_majority(Claim& claim, const std::vector<Claim>& counted) {
  for (const Verdict verdict : kJudged) {
    if (2 * count(counted, verdict) <= counted.size()) continue;
    claim.verdict = verdict;
    claim.reason = std::ranges::find(counted, verdict, &Claim::verdict)->reason;
    if (count(counted, verdict) == counted.size()) return;
    claim.reason += (claim.reason.empty() ? "" : "; ") + votes_text(counted);
    return;
  }
  claim.not_decidable("the seeds disagree: " + votes_text(counted));
}

}  // namespace

Claim over_seeds(const std::vector<Claim>& of_each) {
  gradflow::require(!of_each.empty(), "over_seeds: no claim");
  std::vector<Claim> counted = of_each;
  std::erase_if(counted, [](const Claim& claim) { return claim.verdict == Verdict::kNotRun; });
  if (counted.empty()) return of_each.front();
  if (counted.size() == 1) return counted.front();
  Claim claim = counted.front();
  judge_by_majority(claim, counted);
  claim.seeds.clear();
  for (const Claim& one : counted) {
    claim.seeds.insert(claim.seeds.end(), one.seeds.begin(), one.seeds.end());
    claim.updates = std::min(claim.updates, one.updates);
    claim.by_seed.push_back({one.seeds.front(), one.verdict, one.measured});
  }
  std::ranges::sort(claim.seeds);
  claim.seeds.erase(std::unique(claim.seeds.begin(), claim.seeds.end()), claim.seeds.end());
  return claim;
}

}  // namespace glorot2010
