#include "studies/glorot2010/claims/over_seeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "tensor/error.h"

namespace glorot2010 {

namespace {

constexpr std::array kDecided = {Verdict::kHolds, Verdict::kFails};
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
  const std::size_t open = count(counted, Verdict::kNotDecidable);
  if (open == counted.size()) return;
  for (const Verdict verdict : kDecided) {
    if (2 * count(counted, verdict) <= counted.size() - open) continue;
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
  std::vector<Claim> counted;
  std::string unread;
  const auto is_counted = [&](std::uint64_t seed) {
    return std::ranges::any_of(counted,
                               [&](const Claim& one) { return one.seeds.front() == seed; });
  };
  for (const Claim& claim : of_each)
    if (claim.verdict != Verdict::kNotRun && is_counted(claim.seeds.front()))
      unread += fmt::format("; a further folder of seed {} counts once", claim.seeds.front());
    else if (claim.verdict != Verdict::kNotRun)
      counted.push_back(claim);
    else if (!claim.seeds.empty())
      unread += fmt::format("; seed {} cannot be judged: {}", claim.seeds.front(), claim.reason);
  if (counted.empty()) return of_each.front();
  Claim claim = counted.front();
  if (counted.size() > 1) judge_by_majority(claim, counted);
  claim.reason += claim.reason.empty() && !unread.empty() ? unread.substr(2) : unread;
  if (counted.size() == 1) return claim;
  claim.seeds.clear();
  claim.command.clear();
  for (const Claim& one : counted) {
    claim.seeds.insert(claim.seeds.end(), one.seeds.begin(), one.seeds.end());
    claim.updates = std::min(claim.updates, one.updates);
    claim.command += (claim.command.empty() ? "" : " && ") + one.command;
    claim.by_seed.push_back({one.seeds.front(), one.verdict, one.measured});
  }
  std::ranges::sort(claim.seeds);
  claim.seeds.erase(std::unique(claim.seeds.begin(), claim.seeds.end()), claim.seeds.end());
  return claim;
}

}  // namespace glorot2010
