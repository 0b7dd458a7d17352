#include <fmt/core.h>

#include <iterator>

#include "studies/glorot2010/claims/ledger.h"
#include "studies/support/folded_text.h"

namespace glorot2010 {
namespace {

constexpr int kIndent = 6;  // where the text of a claim starts

std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return "32";
    case Verdict::kFails:
      return "31";
    case Verdict::kNotDecidable:
      return "33";
    case Verdict::kNotRun:
      break;
  }
  return "2";
}

std::string styled(std::string_view text, std::string_view style, bool colour) {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", style, text) : std::string(text);
}

void add_wrapped(std::string& text, std::string_view words, int columns) {
  if (!words.empty()) text += studies::folded(std::string(kIndent, ' '), words, columns);
}

void add_claim(std::string& text, const Claim& claim, int columns, bool colour) {
  fmt::format_to(std::back_inserter(text), "{:<{}}{}\n", claim.id, kIndent,
                 styled(verdict_text(claim.verdict), colour_of(claim.verdict), colour));
  add_wrapped(text, claim.text, columns);
  add_wrapped(text, fmt::format("paper  {} ({})", claim.paper, claim.source), columns);
  for (const Measurement& measurement : claim.measured)
    add_wrapped(text, fmt::format("here   {}: {}", measurement.name, measurement.value_text()),
                columns);
  if (!claim.by_seed.empty()) add_wrapped(text, "seeds  " + claim.seeds_text(), columns);
  if (!claim.reason.empty()) add_wrapped(text, "why    " + claim.reason, columns);
}

}  // namespace

std::string ledger_text(const Ledger& ledger, int columns, bool colour) {
  std::string text;
  for (const Claim& claim : ledger.claims()) {
    add_claim(text, claim, columns, colour);
    text += '\n';
  }
  std::string totals;
  for (const Verdict verdict :
       {Verdict::kHolds, Verdict::kFails, Verdict::kNotDecidable, Verdict::kNotRun}) {
    const int count = ledger.count(verdict);
    if (count == 0) continue;
    fmt::format_to(std::back_inserter(totals), "{}{} {}", totals.empty() ? "" : ", ",
                   verdict_text(verdict), styled(fmt::format("{}", count), "1", colour));
  }
  return text + (totals.empty() ? "no claims" : totals) + "\n";
}

}  // namespace glorot2010
