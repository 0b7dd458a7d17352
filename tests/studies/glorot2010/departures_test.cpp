// What the report says of claims that fail.

#include "studies/glorot2010/report/departures.h"

#include "studies/glorot2010/claims/claims.h"
#include "tests/studies/scratch_folder.h"

namespace {

using glorot2010::Claim;
using glorot2010::departures_section;
using glorot2010::explanation_of;
using glorot2010::Ledger;

class Departures : public ScratchFolder {};

TEST_F(Departures, HaveAnExplanationForEveryClaimOfTheLedger) {
  const Ledger ledger = glorot2010::evaluate_claims(file("out"));
  EXPECT_EQ(ledger.claims().size(), 32U);
  for (const Claim& claim : ledger.claims()) EXPECT_NE(explanation_of(claim), "") << claim.id;
}

TEST_F(Departures, AreTheClaimsThatFailWithReasonAndNumbers) {
  Ledger ledger;
  Claim holds{.id = "C1"};
  holds.judge(true);
  ledger.add(holds);
  Claim fails{.id = "C24", .text = "a claim", .paper = "1 %", .seeds = {1}, .updates = 250'000};
  fails.measure("error", 2.5, "%");
  fails.judge(false, "not so");
  ledger.add(fails);
  const studies::Section section = departures_section(ledger);
  EXPECT_TRUE(section.lead.starts_with("1 of the 2 claims that have been decided fails here."));
  ASSERT_EQ(section.notes.size(), 1U);
  EXPECT_EQ(section.notes[0].label, "C24");
  EXPECT_EQ(section.notes[0].parts[1].second, "not so");
  EXPECT_EQ(section.notes[0].parts[2].second, "error: 2.50 %");
  EXPECT_TRUE(section.notes[0].parts[3].second.ends_with(
      "It is judged after 250,000 updates, 10 % of the paper’s. It is one seed’s verdict."));
}

TEST_F(Departures, SayThatNoneFails) {
  Ledger ledger;
  EXPECT_EQ(departures_section(ledger).lead, "No claim has been decided yet.");
  Claim holds{.id = "C1"};
  holds.judge(true);
  ledger.add(holds);
  EXPECT_EQ(departures_section(ledger).lead, "None of the 1 claims that have been decided fails.");
}

}  // namespace
