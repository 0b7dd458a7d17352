#include "studies/glorot2010/claims/ledger.h"

#include <fmt/core.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"

namespace {

using glorot2010::Claim;
using glorot2010::Ledger;
using glorot2010::Measurement;
using glorot2010::Verdict;

class LedgerFile : public ScratchFolder {};

Claim example_claim() {
  return {.id = "C2",
          .text = "The spread of the activations falls with every layer.",
          .source = "Figure 6 top",
          .paper = "peaks ×1.77 per layer",
          .bound = "L5/L1 ≤ 0.2",
          .seeds = {1},
          .command = "glorot2010 run fig06 --seed 1"};
}

TEST(ClaimVerdict, IsNotRunUntilSomebodyJudges) {
  EXPECT_EQ(example_claim().verdict, Verdict::kNotRun);
}

TEST(ClaimVerdict, HoldsWithoutAReason) {
  Claim claim = example_claim();
  claim.judge(true, "never shown");
  EXPECT_EQ(claim.verdict, Verdict::kHolds);
  EXPECT_EQ(claim.reason, "");
}

TEST(ClaimVerdict, FailsWithAReason) {
  Claim claim = example_claim();
  claim.judge(false);
  EXPECT_EQ(claim.verdict, Verdict::kFails);
  EXPECT_EQ(claim.reason, "outside the bound");
  claim.judge(false, "layer 3 is wider than layer 2");
  EXPECT_EQ(claim.reason, "layer 3 is wider than layer 2");
}

TEST(ClaimVerdict, SaysWhyItCannotBeDecidedOrWasNotRun) {
  Claim claim = example_claim();
  claim.not_decidable("6,000 updates of 20,000");
  EXPECT_EQ(claim.verdict, Verdict::kNotDecidable);
  EXPECT_EQ(claim.reason, "6,000 updates of 20,000");
  claim.not_run("fig06 has not been run");
  EXPECT_EQ(claim.verdict, Verdict::kNotRun);
  EXPECT_EQ(claim.reason, "fig06 has not been run");
}

TEST(ClaimMeasurement, IsPrintedToThreeDigits) {
  const auto text = [](std::vector<double> values, std::string unit = "") {
    return Measurement{"m", std::move(values), std::move(unit)}.value_text();
  };
  EXPECT_EQ(text({0.10689}), "0.107");
  EXPECT_EQ(text({71.32}, "%"), "71.3 %");
  EXPECT_EQ(text({0.999, 1.0, 1.01}), "0.999  1.00  1.01");
  EXPECT_EQ(text({6000}), "6,000");
  EXPECT_EQ(text({1234.5}), "1,235");
  EXPECT_EQ(text({-1, 20'000}, "updates"), "–  20,000 updates");
  EXPECT_EQ(text({123.4}), "123");
  EXPECT_EQ(text({0.00000032}), "3.2e-07");
  EXPECT_EQ(text({-0.05}), "-0.0500");
}

TEST(LedgerClaims, AreFoundByIdAndCountedByVerdict) {
  Ledger ledger;
  Claim claim = example_claim();
  claim.judge(true);
  ledger.add(claim);
  EXPECT_EQ(ledger.find("C2")->verdict, Verdict::kHolds);
  EXPECT_EQ(ledger.find("C3"), nullptr);
  EXPECT_EQ(ledger.count(Verdict::kHolds), 1);
  EXPECT_EQ(ledger.count(Verdict::kFails), 0);
}

TEST(LedgerClaims, AreThereOnce) {
  Ledger ledger;
  ledger.add(example_claim());
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { ledger.add(example_claim()); }),
            "Ledger::add: claim C2 is there already");
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { ledger.add({.text = "A claim."}); }),
            "Ledger::add: a claim without an id: 'A claim.'");
}

TEST_F(LedgerFile, ReadsBackAsWritten) {
  Ledger ledger;
  Claim claim = example_claim();
  claim.measure("std", {0.284, 0.163});
  claim.measure("L5/L1", 0.1 + 0.2);
  claim.measure("error", std::nan(""), "%");
  claim.updates = 8000;
  claim.not_decidable("too few updates");
  ledger.add(claim);
  ledger.write(file("claims.json"));

  const Ledger back = Ledger::read(file("claims.json"));
  ASSERT_EQ(back.claims().size(), 1U);
  const Claim& read = back.claims().front();
  EXPECT_EQ(read.id, "C2");
  EXPECT_EQ(read.text, claim.text);
  EXPECT_EQ(read.source, claim.source);
  EXPECT_EQ(read.paper, claim.paper);
  EXPECT_EQ(read.bound, claim.bound);
  EXPECT_EQ(read.verdict, Verdict::kNotDecidable);
  EXPECT_EQ(read.reason, "too few updates");
  EXPECT_EQ(read.seeds, claim.seeds);
  EXPECT_EQ(read.updates, 8000u);
  EXPECT_EQ(read.command, claim.command);
  ASSERT_EQ(read.measured.size(), 3U);
  EXPECT_EQ(read.measured[0].values, (std::vector<double>{0.284, 0.163}));
  EXPECT_EQ(read.measured[1].values, (std::vector<double>{0.1 + 0.2}));
  EXPECT_TRUE(std::isnan(read.measured[2].values.front()));
  EXPECT_EQ(read.measured[2].unit, "%");
}

TEST_F(LedgerFile, HoldsTheWordsOfTheVerdicts) {
  Ledger ledger;
  Claim claim = example_claim();
  const auto add = [&](const std::string& id) {
    claim.id = id;
    ledger.add(claim);
  };
  claim.judge(true), add("a");
  claim.judge(false), add("b");
  claim.not_decidable("why"), add("c");
  claim.not_run("why"), add("d");
  ledger.write(file("claims.json"));
  const auto json = nlohmann::json::parse(get("claims.json")).at("claims");
  EXPECT_EQ(json[0].at("verdict"), "holds");
  EXPECT_EQ(json[1].at("verdict"), "fails");
  EXPECT_EQ(json[2].at("verdict"), "not decidable at this scale");
  EXPECT_EQ(json[3].at("verdict"), "not run");
}

TEST_F(LedgerFile, ThatIsNoneIsNamed) {
  put("claims.json", "{\"claims\": [{\"id\": \"C2\"}]}");
  const std::string text = text_of<gradflow::FileError>([&] { Ledger::read(file("claims.json")); });
  EXPECT_TRUE(text.starts_with(
      fmt::format("Ledger::read: '{}' is not a ledger of claims: ", file("claims.json").string())))
      << text;
}

TEST_F(LedgerFile, WhoseSeedsOrUpdatesAreNoCountsIsNone) {
  Ledger ledger;
  ledger.add(example_claim());
  ledger.write(file("claims.json"));
  const auto as_written = nlohmann::json::parse(get("claims.json"));
  for (const nlohmann::json& value :
       {nlohmann::json(-1), nlohmann::json(1.5), nlohmann::json(1e30)})
    for (const char* key : {"seeds", "updates"}) {
      auto json = as_written;
      if (json["claims"][0][key].is_array())
        json["claims"][0][key][0] = value;
      else
        json["claims"][0][key] = value;
      put("claims.json", json.dump());
      EXPECT_THROW(Ledger::read(file("claims.json")), gradflow::FileError) << key << " " << value;
    }
}

TEST(LedgerText, WrapsWordsAndCountsVerdicts) {
  Ledger ledger;
  Claim claim = example_claim();
  claim.measure("L5/L1", 0.31);
  claim.judge(false, "0.31 is above 0.2");
  ledger.add(claim);
  EXPECT_EQ(ledger_text(ledger, 50),
            "C2    fails\n"
            "      The spread of the activations falls with\n"
            "      every layer.\n"
            "      paper  peaks ×1.77 per layer (Figure 6 top)\n"
            "      here   L5/L1: 0.310\n"
            "      why    0.31 is above 0.2\n"
            "\n"
            "fails 1\n");
}

TEST(LedgerText, ShowsNumbersOfEverySize) {
  Ledger ledger;
  Claim claim = example_claim();
  claim.measure("many", std::vector<double>{12000, 1e14, 1e123, -1e123});
  claim.judge(true);
  ledger.add(claim);
  const std::string text = ledger_text(ledger, 200);
  EXPECT_NE(text.find("many: 12,000  100,000,000,000,000  1e+123  -1e+123\n"), std::string::npos)
      << text;
}

TEST(LedgerText, OfNoClaimsSaysSo) { EXPECT_EQ(ledger_text(Ledger()), "no claims\n"); }

}  // namespace
