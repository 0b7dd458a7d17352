#include "studies/glorot2010/seeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "tensor/error.h"

namespace glorot2010 {

namespace {

constexpr std::string_view kPrefix = "seed-";
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

std::filesystem::path seed_folder(const std::filesystem::path& out, std::uint64_t seed) {
  return seed == 1 ? out : out / fmt::format("{}{}", kPrefix, seed);
}

std::string seed_suffix(std::uint64_t seed) { return fmt::format("; seed {}", seed); }

std::vector<std::uint64_t> further_seeds(const std::filesystem::path& out) {
  std::vector<std::uint64_t> seeds;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(out, ignored)) {
    const std::string folder = entry.path().filename().string();
    if (!folder.starts_with(kPrefix)) continue;
    std::uint64_t seed = 0;
    const char* end = folder.data() + folder.size();
    const auto read = std::from_chars(folder.data() + kPrefix.size(), end, seed);
    if (read.ec == std::errc() && read.ptr == end && seed != 1) seeds.push_back(seed);
  }
  std::ranges::sort(seeds);
  return seeds;
}

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
