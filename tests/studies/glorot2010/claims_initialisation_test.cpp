// Claims C1 to C8 and C10 on tables made by hand: each holds, fails at its bound, and says so when
// its run is missing, unfinished or unreadable.

#include "studies/glorot2010/claims/claims_initialisation.h"

#include <fmt/core.h>

#include <cmath>

#include "tests/studies/glorot2010/claim_tables.h"

namespace glorot2010 {
namespace {

const double kNaN = std::nan("");

using Files = std::vector<std::pair<std::string, std::string>>;

// Two columns of one number per layer, the first of which is number `first`.
std::string per_layer(const std::vector<double>& standard, const std::vector<double>& normalised,
                      int first = 1) {
  std::string text = "layer,standard,normalised\n";
  for (std::size_t i = 0; i < standard.size(); ++i)
    text += fmt::format("{},{},{}\n", first + static_cast<int>(i), standard[i], normalised[i]);
  return text;
}

// Six layers, the last of which has the variance ratios given.
std::string weights(double fan_in_variance, double mean_fan_variance, double largest = 0.03,
                    double bias = 0) {
  std::string text = "layer,fan_in_variance,mean_fan_variance,bound,largest,largest_bias\n";
  for (int layer = 1; layer <= 5; ++layer)
    text += fmt::format("{},{},1,0.03,0.0299,0\n", layer, 1.0 / 3);
  return text +
         fmt::format("6,{},{},0.03,{},{}\n", fan_in_variance, mean_fan_variance, largest, bias);
}

std::string jacobians(double standard, double normalised, int images) {
  std::string text =
      "layer,standard,standard_rms,standard_variance_ratio,normalised,normalised_rms,"
      "normalised_variance_ratio,images\n";
  for (int layer = 1; layer <= 4; ++layer)
    text += fmt::format("{},{},0.57,0.32,{},0.93,0.8,{}\n", layer, standard, normalised, images);
  return text;
}

std::string plateaus(int larger) {
  std::string text = "seed,cross_entropy,quadratic\n";
  for (int seed = 1; seed <= 20; ++seed)
    text += fmt::format("{},0.01,{}\n", seed, seed <= larger ? 0.1 : 0.01);
  return text;
}

std::string predicted(const std::vector<double>& standard, double measured_over_predicted) {
  std::string text = "layer,standard,normalised,standard_predicted,normalised_predicted\n";
  for (std::size_t i = 0; i < standard.size(); ++i)
    text +=
        fmt::format("{},{},1,{},1\n", i + 1, standard[i] * measured_over_predicted, standard[i]);
  return text;
}

const std::vector<double> kLevel = {1, 1, 1, 1, 1};
const std::vector<double> kFalling = {0.3, 0.17, 0.1, 0.055, 0.031};
const std::vector<double> kRising = {0.0016, 0.0031, 0.0055, 0.0098, 0.0173};

// Of six layers upwards and five downwards, each so many times the one before.
std::vector<double> upwards(double step) {
  std::vector<double> values = {1};
  while (values.size() < 6) values.push_back(values.back() * step);
  return values;
}
std::vector<double> downwards(double step) {
  std::vector<double> values = {1};
  while (values.size() < 5) values.insert(values.begin(), values.front() * step);
  return values;
}

struct LinearSteps {
  double up = 0.34, down = 0.34, up_normalised = 1, down_normalised = 1;
};
Files linear(const LinearSteps& step, double eq7) {
  return {{"forward.csv", per_layer(upwards(step.up), upwards(step.up_normalised), 0)},
          {"backward.csv", per_layer(downwards(step.down), downwards(step.down_normalised))},
          {"weights.csv", predicted({0.012, 0.012, 0.012, 0.012, 0.012}, eq7)}};
}

class InitialisationClaims : public ClaimTables {
 protected:
  // Of these claims alone, without the rest of the ledger.
  Claim claim(const std::string& id) const {
    for (const Claim& claim : initialisation_claims(file("out")))
      if (claim.id == id) return claim;
    return {};
  }
  // The verdict on `id` when `run` has left these files.
  Verdict verdict(const std::string& id, const std::string& run, const Files& files) {
    std::filesystem::remove_all(file("out"));
    record(run, files);
    return claim(id).verdict;
  }
  Verdict from_layers(const std::string& id, const std::string& run, const std::string& text) {
    return verdict(id, run, {{"layers.csv", text}});
  }
};

TEST_F(InitialisationClaims, ComeInOrderAndNotRunWithoutResults) {
  std::string ids;
  for (const Claim& claim : initialisation_claims(file("out"))) {
    ids += claim.id + " ";
    EXPECT_EQ(claim.verdict, Verdict::kNotRun);
    EXPECT_TRUE(claim.measured.empty());
    EXPECT_FALSE(claim.text.empty() || claim.source.empty() || claim.paper.empty() ||
                 claim.bound.empty());
  }
  EXPECT_EQ(ids, "C1 C2 C3 C4 C5 C6 C7 C8 C10 ");
  EXPECT_EQ(claim("C7").reason, "jacobian has not been run");
  EXPECT_EQ(claim("C7").command, "./run study glorot2010 run jacobian --profile quick");
}

TEST_F(InitialisationClaims, OfAnUnfinishedRunAreNotRun) {
  record("fig06", {{"layers.csv", per_layer(kFalling, kLevel)}}, false);
  EXPECT_EQ(claim("C2").verdict, Verdict::kNotRun);
  EXPECT_EQ(claim("C2").reason, "fig06 has not been finished");
}

TEST_F(InitialisationClaims, OfUnreadableTablesAreNotRunAndSayWhy) {
  record("fig06", {{"layers.csv", "layer,standard,normalised\n1,0.3,0.4\n"}});
  EXPECT_EQ(claim("C2").verdict, Verdict::kNotRun);
  EXPECT_EQ(claim("C2").reason,
            fmt::format("'{}' has 1 rows, expected 5", file("out/fig06/layers.csv").string()));
  EXPECT_TRUE(claim("C2").measured.empty());
}

TEST_F(InitialisationClaims, CarryTheCommandAndSeedOfTheirRun) {
  record("fig06", {{"layers.csv", per_layer(kFalling, kLevel)}});
  EXPECT_EQ(claim("C2").command, "./run study glorot2010 run fig06 --profile desk --seed 7");
  EXPECT_EQ(claim("C2").seeds, (std::vector<std::uint64_t>{7}));
}

TEST_F(InitialisationClaims, C1AllowsTwoPerCentInEveryLayer) {
  const auto judged = [&](const std::string& standard, const std::string& normalised) {
    return verdict("C1", "weights", {{"standard.csv", standard}, {"normalised.csv", normalised}});
  };
  EXPECT_EQ(judged(weights(0.335, 0.5), weights(0.5, 1.015)), Verdict::kHolds);
  EXPECT_EQ(judged(weights(0.341, 0.5), weights(0.5, 1)), Verdict::kFails);
  EXPECT_EQ(judged(weights(0.333, 0.5), weights(0.5, 0.979)), Verdict::kFails);
  EXPECT_EQ(judged(weights(0.333, 0.5, 0.031), weights(0.5, 1)), Verdict::kFails);
  EXPECT_EQ(claim("C1").reason, "a weight lies beyond the bound of its initialisation");
  EXPECT_EQ(judged(weights(0.333, 0.5), weights(0.5, 1, 0.03, 0.1)), Verdict::kFails);
  EXPECT_EQ(claim("C1").reason, "a bias is not 0");
}

TEST_F(InitialisationClaims, C2WantsEveryStepAndTheWhole) {
  const auto judged = [&](const std::vector<double>& spread) {
    return from_layers("C2", "fig06", per_layer(spread, kLevel));
  };
  EXPECT_EQ(judged(kFalling), Verdict::kHolds);
  EXPECT_EQ(judged({0.3, 0.2, 0.11, 0.06, 0.03}), Verdict::kFails);     // 0.67 in the first step
  EXPECT_EQ(judged({0.3, 0.14, 0.08, 0.045, 0.025}), Verdict::kFails);  // 0.47 there
  EXPECT_EQ(judged({0.3, 0.17, 0.1, 0.055, kNaN}), Verdict::kFails);
}

TEST_F(InitialisationClaims, C3WantsHalfOfTheSpreadAndFourTimesTheStandard) {
  const auto judged = [&](double last, const std::vector<double>& standard) {
    return from_layers("C3", "fig06", per_layer(standard, {1, 1, 1, 1, last}));
  };
  EXPECT_EQ(judged(0.6, kFalling), Verdict::kHolds);
  EXPECT_EQ(judged(0.49, kFalling), Verdict::kFails);
  EXPECT_EQ(judged(0.6, {1, 0.6, 0.4, 0.3, 0.2}), Verdict::kFails);
}

TEST_F(InitialisationClaims, C4WantsAStrictRiseAndAFifth) {
  const auto judged = [&](const std::vector<double>& spread) {
    return from_layers("C4", "fig07", per_layer(spread, kLevel));
  };
  EXPECT_EQ(judged(kRising), Verdict::kHolds);
  EXPECT_EQ(judged({0.0031, 0.0016, 0.0055, 0.0098, 0.0173}), Verdict::kFails);
  EXPECT_EQ(judged({0.004, 0.005, 0.0055, 0.0098, 0.0173}), Verdict::kFails);
}

TEST_F(InitialisationClaims, C5WantsARatioNearOneAndFourTimesTheStandard) {
  const auto judged = [&](double first, const std::vector<double>& standard) {
    return from_layers("C5", "fig07", per_layer(standard, {first, 1, 1, 1, 1}));
  };
  EXPECT_EQ(judged(0.6, kRising), Verdict::kHolds);
  EXPECT_EQ(judged(0.49, kRising), Verdict::kFails);
  EXPECT_EQ(judged(1.7, kRising), Verdict::kFails);
  EXPECT_EQ(judged(0.6, kLevel), Verdict::kFails);
}

TEST_F(InitialisationClaims, C6WantsLevelLayersInBothInitialisations) {
  const std::vector<double> uneven = {1, 1, 1.31, 1, 1};
  const std::vector<double> nearly = {1, 1, 1.29, 1, 1};
  const std::string density = "value,L1,L2,L3,L4,L5\n-1,1,1,1,1,1\n0,6,5,5,5,5\n";
  const auto judged = [&](const std::string& layers) {
    return verdict(
        "C6", "fig08",
        {{"layers.csv", layers}, {"standard.csv", density}, {"normalised.csv", density}});
  };
  EXPECT_EQ(judged(per_layer(nearly, kLevel)), Verdict::kHolds);
  EXPECT_EQ(claim("C6").measured.back().values, (std::vector<double>{1.2, 1.2}));
  EXPECT_EQ(judged(per_layer(uneven, kLevel)), Verdict::kFails);
  EXPECT_EQ(judged(per_layer(kLevel, uneven)), Verdict::kFails);
  EXPECT_EQ(judged(per_layer(kLevel, {1, kNaN, 1, 1, 1})), Verdict::kFails);
}

TEST_F(InitialisationClaims, C7WantsBothMeansAndFiveImages) {
  EXPECT_EQ(from_layers("C7", "jacobian", jacobians(0.49, 0.77, 5)), Verdict::kHolds);
  EXPECT_EQ(from_layers("C7", "jacobian", jacobians(0.55, 0.77, 5)), Verdict::kFails);
  EXPECT_EQ(from_layers("C7", "jacobian", jacobians(0.43, 0.77, 5)), Verdict::kFails);
  EXPECT_EQ(from_layers("C7", "jacobian", jacobians(0.49, 0.69, 5)), Verdict::kFails);
  EXPECT_EQ(from_layers("C7", "jacobian", jacobians(0.49, 0.87, 5)), Verdict::kFails);
  EXPECT_EQ(from_layers("C7", "jacobian", jacobians(0.49, 0.77, 4)), Verdict::kFails);
  EXPECT_EQ(claim("C7").reason, "fewer than five images");
}

TEST_F(InitialisationClaims, C8WantsEveryStepAndEquationSeven) {
  EXPECT_EQ(verdict("C8", "linear", linear({}, 1.05)), Verdict::kHolds);
  EXPECT_EQ(verdict("C8", "linear", linear({}, 0.89)), Verdict::kFails);
  for (const LinearSteps& step :
       {LinearSteps{.up = 0.36}, LinearSteps{.down = 0.36}, LinearSteps{.up_normalised = 1.07},
        LinearSteps{.down_normalised = 0.93}, LinearSteps{.up = kNaN}})
    EXPECT_EQ(verdict("C8", "linear", linear(step, 1.05)), Verdict::kFails);
}

TEST_F(InitialisationClaims, C10WantsEighteenOfTwentyDraws) {
  EXPECT_EQ(verdict("C10", "fig05", {{"plateaus.csv", plateaus(18)}}), Verdict::kHolds);
  EXPECT_EQ(claim("C10").seeds, (std::vector<std::uint64_t>{7}));
  EXPECT_EQ(verdict("C10", "fig05", {{"plateaus.csv", plateaus(17)}}), Verdict::kFails);
}

}  // namespace
}  // namespace glorot2010
