#include "studies/glorot2010/report/departures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/experiment.h"

namespace glorot2010 {
namespace {

struct Explanation {
  std::string_view claims;  // "C3 C5 ", each followed by a blank
  std::string_view text;
  bool length = false;  // whether a longer training might well come out otherwise
};

// Which choice of this study, or gap of the paper, a claim rests on most.
constexpr auto kExplanations = std::to_array<Explanation>({
    {"C1 C2 C4 C6 C7 C8 ",
     "Nothing is trained here, and only the images and their scale are chosen: suspect this build "
     "before the paper."},
    {"C3 C5 ",
     "The paper’s figures do not fit equation 16, which is used here as it is written (findings, "
     "Figures 6 and 10)."},
    {"C9 ", "The scale of the pixels is not given in the paper."},
    {"C24 C25 ",
     "The scale of the pixels and which images are held out are not given in the paper; so close "
     "to each other, models can change places with the learning rate, which is one of five here.",
     true},
    {"C10 ",
     "The paper does not describe the network of its figure; another may have other plateaus."},
    {"C11 C12 C13 ",
     "How long sigmoid stands at guessing depends on the learning rate, which the paper does not "
     "give: its own two figures differ threefold (findings, Figures 2 and 11).",
     true},
    {"C16 C17 ",
     "A larger learning rate drives the values of softsign further out. The paper does not give "
     "its rates; those here have the lowest validation error of five after a short search. What "
     "the second best does is among the findings (softsign at the second best of five rates)."},
    {"C14 C15 C20 ",
     "How fast and in which order layers saturate depends on the learning rate, which the paper "
     "does not give."},
    {"C18 C19 ",
     "Gradients of one moment vary much from one to the next, and their size over training depends "
     "on the learning rate, which the paper does not give.",
     true},
    {"C21 C22 C23 ",
     "Each model has the best of five learning rates after a short search; where two rates are "
     "nearly tied, the order of models at the end can turn on which was taken: for softsign, see "
     "the findings (softsign at the second best of five rates).",
     true},
    {"C26 ", "The images are a stand-in, fewer and other ones than the paper’s.", true},
    {"C27 ",
     "The settings of the support vector machine and the rate of the network are not given.", true},
    {"C28 ",
     "Neither method is spelled out in the paper; how strongly the rates differ by weight is one "
     "number, μ, that was set here from the network before its first update. With standard tanh, "
     "rates by the variance guess at all five base rates after 20,000 updates: theirs is that of a "
     "search of 100,000, made after the claim had failed at the rate of the short one.",
     true},
    {"C29 ", "Noise, rates and length of the pre-training are not given.", true},
    {"C30 ", "The paper gives no widths, and the rates here are those of equal widths.", true},
    {"C31 ",
     "The paper does not give the errors of the other depths, which may lie close together.", true},
    {"C32 ",
     "The paper does not say which quadratic cost, nor at which rate; here each cost has the best "
     "of "
     "the same five rates, and the quadratic one with standard tanh takes the largest of them. "
     "With "
     "one rate for both, as before its search had been long enough, the log-likelihood was far "
     "ahead.",
     true},
});

// "98th percentile, tanh: 1  1  0.69; softsign: …"
std::string measured_text(const Claim& claim) {
  std::string text;
  for (const Measurement& measurement : claim.measured)
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", measurement.name,
                        measurement.value_text());
  return text;
}

}  // namespace

std::string explanation_of(const Claim& claim) {
  std::string text;
  const auto known = std::ranges::find_if(kExplanations, [&](const Explanation& each) {
    return each.claims.find(claim.id + " ") != std::string_view::npos;
  });
  if (known != kExplanations.end()) text = known->text;
  const auto add = [&](const std::string& sentence) {
    text += (text.empty() ? "" : " ") + sentence;
  };
  const auto updates = static_cast<double>(claim.updates);
  const bool length = known != kExplanations.end() && known->length;
  if (length && claim.updates > 0 && updates < kPaperUpdates)
    add(fmt::format("It is judged after {} updates, {:.2g} % of the paper’s.", count_text(updates),
                    100 * updates / kPaperUpdates));
  if (claim.seeds.size() == 1) add("It is one seed’s verdict.");
  return text;
}

studies::Section departures_section(const Ledger& ledger) {
  studies::Section section{.id = "departures",
                           .title = "Where it came out otherwise than in the paper"};
  const int held = ledger.count(Verdict::kHolds), failed = ledger.count(Verdict::kFails);
  if (held + failed == 0)
    section.lead = "No claim has been decided yet.";
  else if (failed == 0)
    section.lead = fmt::format("None of the {} claims that have been decided fails.", held);
  else
    section.lead = fmt::format(
        "{} of the {} claims that have been decided {} here. What most likely explains it is what "
        "the paper leaves open, not a proof.",
        failed, held + failed, failed == 1 ? "fails" : "fail");
  for (const Claim& claim : ledger.claims()) {
    if (claim.verdict != Verdict::kFails) continue;
    section.notes.push_back({.id = "departure-" + claim.id,
                             .label = claim.id,
                             .title = claim.text,
                             .parts = {{"Paper", claim.paper},
                                       {"Here", claim.reason},
                                       {"Measured", measured_text(claim)},
                                       {"Likely", explanation_of(claim)}}});
  }
  return section;
}

}  // namespace glorot2010
