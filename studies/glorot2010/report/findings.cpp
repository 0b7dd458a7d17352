#include "studies/glorot2010/report/findings.h"

#include <fmt/format.h>

#include "studies/glorot2010/claims/recorded.h"
#include "tensor/error.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;

Finding finding_of(const FindingSpec& spec, const path& out) {
  Finding finding{.spec = spec};
  try {
    require_runs(out, spec.runs);
    finding.text = spec.read(out);
    finding.measured = true;
  } catch (const gradflow::Error& problem) {
    finding.text = {.here = fmt::format("not measured: {}", problem.what())};
  }
  return finding;
}

}  // namespace

std::vector<Finding> findings(const path& out) {
  std::vector<Finding> all;
  for (const auto group :
       {training_findings, rate_findings, distance_findings, initial_findings, hearsay_findings})
    for (const FindingSpec& spec : group()) all.push_back(finding_of(spec, out));
  return all;
}

studies::Section findings_section(const path& out) {
  studies::Section section{
      .id = "findings",
      .title = "Findings",
      .lead =
          "Where the paper’s text, figures and equations do not agree with each other or leave "
          "a choice, and what the numbers here say about it; where they are far from the paper’s "
          "though no claim fails; the last three are sentences of a popular summary of the "
          "paper."};
  for (const Finding& finding : findings(out)) {
    const FindingSpec& spec = finding.spec;
    section.notes.push_back({.id = spec.id,
                             .label = spec.label,
                             .title = spec.title,
                             .parts = {{"Said", spec.paper},
                                       {"Here", finding.text.here},
                                       {"Hence", finding.text.hence},
                                       {"From", fmt::format("{}", fmt::join(spec.runs, ", "))}}});
  }
  return section;
}

}  // namespace glorot2010
