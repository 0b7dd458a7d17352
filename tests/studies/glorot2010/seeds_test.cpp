// Several seeds in one folder, and one verdict from theirs.

#include "studies/glorot2010/seeds.h"
#include "studies/glorot2010/claims/over_seeds.h"

#include <gtest/gtest.h>

#include "tests/studies/glorot2010/claim_tables.h"

namespace glorot2010 {
namespace {

Claim claim_of(std::uint64_t seed, Verdict verdict, double value = 0) {
  Claim claim{.id = "C0", .seeds = {seed}, .updates = 100 * seed};
  claim.measure("value", value);
  if (verdict == Verdict::kNotRun) claim.seeds.clear();
  if (verdict == Verdict::kNotDecidable)
    claim.not_decidable("too short");
  else if (verdict != Verdict::kNotRun)
    claim.judge(verdict == Verdict::kHolds);
  return claim;
}

using enum Verdict;

TEST(OverSeeds, TakesTheVerdictOfMoreThanHalf) {
  EXPECT_EQ(over_seeds({claim_of(1, kHolds), claim_of(2, kHolds)}).verdict, kHolds);
  EXPECT_EQ(over_seeds({claim_of(1, kHolds), claim_of(2, kHolds)}).reason, "");
  const Claim claim = over_seeds({claim_of(1, kHolds), claim_of(2, kFails), claim_of(3, kFails)});
  EXPECT_EQ(claim.verdict, kFails);
  EXPECT_EQ(claim.reason, "outside the bound; holds with 1 seed, fails with 2 seeds");
  EXPECT_EQ(claim.seeds_text(), "1 holds, 2 fails, 3 fails");
}

TEST(OverSeeds, LeavesOpenWhatTheyDisagreeAbout) {
  const Claim claim = over_seeds({claim_of(1, kHolds), claim_of(2, kFails)});
  EXPECT_EQ(claim.verdict, kNotDecidable);
  EXPECT_EQ(claim.reason, "the seeds disagree: holds with 1 seed, fails with 1 seed");
  const Claim three =
      over_seeds({claim_of(1, kHolds), claim_of(2, kFails), claim_of(3, kNotDecidable)});
  EXPECT_EQ(three.verdict, kNotDecidable);
}

TEST(OverSeeds, TakeNothingAwayWhileOneIsTooShort) {
  const Claim claim = over_seeds({claim_of(1, kHolds), claim_of(2, kNotDecidable)});
  EXPECT_EQ(claim.verdict, kHolds);
  EXPECT_EQ(claim.reason, "holds with 1 seed, not decidable at this scale with 1 seed");
  const Claim open = over_seeds({claim_of(1, kNotDecidable), claim_of(2, kNotDecidable)});
  EXPECT_EQ(open.verdict, kNotDecidable);
  EXPECT_EQ(open.reason, "too short");
}

TEST(OverSeeds, SayWhichCouldNotBeRead) {
  Claim damaged = claim_of(1, kHolds);
  damaged.not_run("no column 'L1_std'");
  const Claim claim = over_seeds({damaged, claim_of(2, kHolds)});
  EXPECT_EQ(claim.verdict, kHolds);
  EXPECT_EQ(claim.reason, "seed 1 cannot be judged: no column 'L1_std'");
}

TEST(OverSeeds, CountsASeedOnce) {
  const Claim claim = over_seeds({claim_of(1, kHolds), claim_of(2, kFails), claim_of(2, kFails)});
  EXPECT_EQ(claim.by_seed.size(), 2U);
  EXPECT_EQ(claim.verdict, kNotDecidable);
  EXPECT_TRUE(claim.reason.ends_with("; a further folder of seed 2 counts once")) << claim.reason;
}

TEST(OverSeeds, CountsOnlyThoseThatRan) {
  EXPECT_EQ(over_seeds({claim_of(1, kNotRun), claim_of(2, kNotRun)}).verdict, kNotRun);
  const Claim one = over_seeds({claim_of(1, kNotRun), claim_of(2, kFails)});
  EXPECT_EQ(one.verdict, kFails);
  EXPECT_EQ(one.reason, "outside the bound");
  EXPECT_TRUE(one.by_seed.empty());
  EXPECT_EQ(one.seeds, (std::vector<std::uint64_t>{2}));
}

TEST(OverSeeds, KeepsWhatEachMeasuredAndTheFewestUpdates) {
  const Claim claim =
      over_seeds({claim_of(3, kHolds, 0.3), claim_of(5, kHolds, 0.5), claim_of(7, kHolds, 0.7)});
  EXPECT_EQ(claim.seeds, (std::vector<std::uint64_t>{3, 5, 7}));
  EXPECT_EQ(claim.updates, 300u);
  EXPECT_EQ(claim.measured.front().values.front(), 0.3);
  ASSERT_EQ(claim.by_seed.size(), 3u);
  EXPECT_EQ(claim.by_seed[2].measured.front().values.front(), 0.7);
}

class SeedFolders : public ClaimTables {
 protected:
  // Table of ∂C/∂s by which C18 holds or fails.
  void gradients(std::uint64_t seed, double last) const {
    const std::filesystem::path folder = seed_folder(file("out"), seed);
    std::filesystem::create_directories(folder);
    Row first(5), end(5);
    first[0].std = 0.1, first[4].std = 1;
    end[0].std = last, end[4].std = 1;
    studies::RunFolder run(folder, "train-tanh");
    studies::Manifest manifest;
    manifest.run = "train-tanh";
    manifest.command = "./run study glorot2010 run train-tanh --seed 1";
    manifest.configuration = "by hand";
    manifest.seed = seed;
    run.begin(manifest);
    run.write("gradients.csv", layers(400'000, {first, end}));
    run.finish();
  }
};

TEST_F(SeedFolders, AreBesideTheRunsOfTheFirstSeed) {
  EXPECT_EQ(seed_folder("out", 1), std::filesystem::path("out"));
  EXPECT_EQ(seed_folder("out", 12), std::filesystem::path("out/seed-12"));
  EXPECT_TRUE(further_seeds(file("nowhere")).empty());
  for (const char* name :
       {"seed-12", "seed-3", "seed-03", "seed-1", "seed-x", "seed-", "seed-4x", "fig06"})
    std::filesystem::create_directories(file("out") / name);
  EXPECT_EQ(further_seeds(file("out")), (std::vector<std::uint64_t>{3, 12}));
  std::filesystem::create_directories(seed_folder(file("out"), 0));
  EXPECT_EQ(further_seeds(file("out")), (std::vector<std::uint64_t>{0, 3, 12}));
}

TEST_F(SeedFolders, HoldARunOnceOneHasBegun) {
  EXPECT_FALSE(has_runs(file("out")));
  std::filesystem::create_directories(file("out/fig06"));
  std::filesystem::create_directories(file("out/seed-2"));
  EXPECT_FALSE(has_runs(file("out")));
  gradients(2, 0.2);
  EXPECT_TRUE(has_runs(file("out")));
  EXPECT_FALSE(has_runs(file("out/seed-2/train-tanh/gradients.csv")));
  EXPECT_TRUE(has_runs(file("out/seed-2")));
}

TEST_F(SeedFolders, AreJudgedTogether) {
  gradients(1, 1.2), gradients(2, 0.2);
  EXPECT_EQ(verdict("C18"), Verdict::kNotDecidable);
  gradients(3, 1.1);
  const Claim claim = this->claim("C18");
  EXPECT_EQ(claim.verdict, Verdict::kHolds);
  EXPECT_EQ(claim.seeds_text(), "1 holds, 2 fails, 3 holds");
  EXPECT_EQ(claim.updates, 400'000u);
}

TEST_F(SeedFolders, AreKeptInClaimsJson) {
  gradients(1, 1.2), gradients(2, 0.2);
  evaluate_claims(file("out")).write(file("claims.json"));
  const Ledger ledger = Ledger::read(file("claims.json"));
  const Claim& claim = *ledger.find("C18");
  ASSERT_EQ(claim.by_seed.size(), 2u);
  EXPECT_EQ(claim.by_seed[1].verdict, Verdict::kFails);
  EXPECT_EQ(claim.by_seed[1].seed, 2u);
  EXPECT_FALSE(claim.by_seed[1].measured.empty());
  EXPECT_TRUE(ledger.find("C1")->by_seed.empty());
}

}  // namespace
}  // namespace glorot2010
