#include "studies/glorot2010/report/claim_rows.h"

#include <fmt/format.h>

#include <string>

#include "studies/support/progress.h"

namespace glorot2010 {

namespace {

studies::Mark mark_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return studies::Mark::kGood;
    case Verdict::kFails:
      return studies::Mark::kBad;
    case Verdict::kNotDecidable:
      return studies::Mark::kOpen;
    case Verdict::kNotRun:
      break;
  }
  return studies::Mark::kMissing;
}

}  // namespace

studies::ClaimRow row_of(const Claim& claim) {
  studies::ClaimRow row{.id = claim.id,
                        .claim = claim.text,
                        .source = claim.source,
                        .paper = claim.paper,
                        .bound = claim.bound,
                        .mark = mark_of(claim.verdict),
                        .verdict = std::string(verdict_text(claim.verdict)),
                        .reason = claim.reason,
                        .command = claim.command};
  for (const Measurement& measurement : claim.measured)
    row.measured.emplace_back(measurement.name, measurement.value_text());
  if (!claim.by_seed.empty())
    row.measured.emplace_back("seeds", claim.seeds_text());
  else if (!claim.seeds.empty())
    row.measured.emplace_back(claim.seeds.size() == 1 ? "seed" : "seeds",
                              fmt::format("{}", fmt::join(claim.seeds, ", ")));
  if (claim.updates > 0) row.measured.emplace_back("updates", studies::grouped(claim.updates));
  return row;
}

}  // namespace glorot2010
