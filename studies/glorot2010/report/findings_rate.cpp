// A finding about a learning rate: what the claims on softsign would say at the second best one.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "studies/glorot2010/claims/claims.h"
#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/report/findings.h"
#include "studies/glorot2010/training/models.h"
#include "studies/glorot2010/training/variations.h"
#include "studies/support/csv.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::read_csv;
using studies::Table;

constexpr const char* kSoftsign = "train-softsign";
constexpr const char* kSlowerSoftsign = "train-softsign-slower";

// A softsign network, and what it has come to after so many updates.
struct SoftsignRun {
  SoftsignRun(const path& out, const char* run)
      : errors(read_csv(out / run / "errors.csv")),
        activations(read_csv(out / run / "activations.csv")) {}

  double at(double updates, std::string_view column) const {
    return errors.at(row_of_update(errors, updates), column);
  }
  std::vector<double> saturation(double updates) const {
    return by_layer(activations, row_of_update(activations, updates), 5, "p98");
  }
  std::string text(double rate, double updates) const {
    return fmt::format("at {} {:.1f} % (validation {:.1f} %), 98th percentiles {}", rate,
                       at(updates, "test_error"), at(updates, "validation_error"),
                       listed_values(saturation(updates), 2));
  }

  Table errors, activations;
};

// "C16 holds, C17 holds, …": the claims that rest on softsign’s standard run, with the slower one
// in its place.
std::string verdicts_at_slower_rate(const path& out) {
  const Results results(out, {{kSoftsign, kSlowerSoftsign}});
  std::vector<Claim> claims = saturation_claims(results);
  std::ranges::move(shapeset_claims(results), std::back_inserter(claims));
  std::vector<std::string> verdicts;
  for (const char* id : {"C16", "C17", "C21", "C23"}) {
    const Claim& claim = *std::ranges::find(claims, id, &Claim::id);
    verdicts.push_back(fmt::format(
        "{} {}{}", id, claim.verdict == Verdict::kNotDecidable ? "is " : "",
        claim.reason.empty() ? std::string(verdict_text(claim.verdict))
                             : fmt::format("{} ({})", verdict_text(claim.verdict), claim.reason)));
  }
  return fmt::format("{}", fmt::join(verdicts, ", "));
}

FindingText read_slower_softsign(const path& out) {
  const double rate = learning_rate(Profile::desk, model_of("softsign"), DataSet::shapeset);
  const SoftsignRun chosen(out, kSoftsign), slower(out, kSlowerSoftsign);
  const double updates =
      last_common_update({chosen.errors, slower.errors, chosen.activations, slower.activations});
  const bool better =
      slower.at(updates, "validation_error") < chosen.at(updates, "validation_error");
  return {
      .here = fmt::format("after {} updates the test error is, {}; {}.", count_text(updates),
                          chosen.text(rate, updates), slower.text(kSlowerSoftsignRate, updates)),
      .hence = fmt::format(
          "With this run in place of softsign’s, {}. {} Only softsign was looked at a second time, "
          "and the ledger keeps the rate that the search chose.",
          verdicts_at_slower_rate(out),
          better ? "The paper’s rule, the validation error after a long training, would have "
                   "chosen it: what 20,000 updates choose is what starts fastest."
                 : "After a long training the validation error, too, is no better at that rate.")};
}

}  // namespace

std::vector<FindingSpec> rate_findings() {
  return {{.id = "finding-rate",
           .label = "Section 2.3",
           .title = "Softsign at the second best of five rates",
           .paper = "rates are chosen by validation error after 5 million updates, and none is "
                    "printed.",
           .runs = {kSoftsign, kSlowerSoftsign},
           .read = read_slower_softsign}};
}

}  // namespace glorot2010
