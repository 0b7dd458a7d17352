// Every row of the catalogue beside its counterpart in libtorch: values and gradients of random
// inputs, and of inputs with the numbers at the edges of float32.

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>

#include "tensor/parallel.h"
#include "tests/differential/arrays.h"
#include "tests/differential/comparison.h"
#include "tests/differential/conventions.h"
#include "tests/differential/measured.h"
#include "tests/differential/peer.h"
#include "tests/differential/special_trial.h"
#include "tests/differential/special_values.h"

namespace gradflow::differential {
namespace {

constexpr double kNoBound = std::numeric_limits<double>::infinity();

struct Draws {
  Size size;
  std::uint64_t seeds;
  std::string_view name;
};
constexpr Draws kOrdinaryDraws[] = {{Size::random, 20, "random"},
                                    {Size::single, 20, "single"},
                                    {Size::empty, 20, "empty"},
                                    {Size::large, 1, "large"}};

// Special values in the inputs, in the upstream gradient or in both.
struct SpecialDraws : Draws {
  bool inputs;
  Upstream upstream;
};
constexpr SpecialDraws kSpecialDraws[] = {
    {{Size::random, 120, "random"}, true, Upstream::normal},
    {{Size::single, 40, "single"}, true, Upstream::normal},
    {{Size::random, 80, "random, upstream"}, false, Upstream::special},
    {{Size::single, 24, "single, upstream"}, false, Upstream::special},
    {{Size::random, 80, "random, both"}, true, Upstream::special},
};

class BesideLibtorch : public ::testing::TestWithParam<Row> {
 protected:
  void SetUp() override { set_threads(1); }
  void TearDown() override { set_threads(0); }

  std::string_view name() const { return GetParam().name; }

  // Ours in a type beside libtorch's float64. The worst error.
  double ordinary_trials(Precision type, Trials trials) {
    const double bound = bound_of(name(), trials);
    double worst = 0;
    for (const Draws& draws : kOrdinaryDraws)
      for (std::uint64_t seed = 1; seed <= draws.seeds; ++seed)
        worst = std::max(worst, ordinary_trial(draws, seed, type, bound));
    for (const Refusal& refusal : refusals())
      if (refusal.row == name() && is_libtorch_1_13()) {
        EXPECT_GT(measured(name()).refused, 0) << "not needed: " << refusal.reason;
      }
    expect_bound_fits(trials, worst);
    return worst;
  }

  void expect_bound_fits(Trials trials, double worst) {
    for (const WiderBound& wider : wider_bounds()) {
      if (wider.row != name() || wider.trials != trials || !is_libtorch_1_13()) continue;
      EXPECT_GT(worst, default_bound(trials)) << "not needed: " << wider.reason;
      EXPECT_GE(worst, wider.bound / 8) << "too wide: " << wider.reason;
    }
  }

  double ordinary_trial(const Draws& draws, std::uint64_t seed, Precision type, double bound) {
    std::vector<Array> inputs = drawn_inputs(GetParam(), draws.size, seed, type);
    if (draws.size == Size::empty && refused(inputs)) return 0;
    Trial trial = run_trial(GetParam(), std::move(inputs), seed, type, Precision::float64);
    const Comparison comparison = compared(trial, Floor::of_terms, epsilon_of(type), bound);
    EXPECT_EQ(describe(comparison), "") << draws.name << ", seed " << seed;
    if (type == Precision::float32) note_their_own_error(trial);
    ++measured(name()).trials;
    return comparison.worst;
  }

  void note_their_own_error(Trial& trial) {
    trial.ours = peer_outcome(name(), trial.inputs, trial.upstream, Precision::float32);
    double& worst = measured(name()).their_float32;
    worst = std::max(
        worst, compared(trial, Floor::of_terms, epsilon_of(Precision::float32), kNoBound).worst);
  }

  // Whether this is an empty input of a row that libtorch refuses, which has to be so.
  bool refused(const std::vector<Array>& inputs) {
    const auto listed = refusals();
    if (std::none_of(listed.begin(), listed.end(), [&](auto& one) { return one.row == name(); }))
      return false;
    if (std::none_of(inputs.begin(), inputs.end(), [](auto& x) { return x.elements.empty(); }))
      return false;
    try {
      run_trial(GetParam(), inputs, 1, Precision::float64, Precision::float64);
    } catch (const PeerRefusal&) {
      ++measured(name()).refused;
      return true;
    }
    return false;
  }

  void special_trial(const SpecialDraws& draws, std::uint64_t seed,
                     std::set<const Convention*>& needed) {
    std::vector<Array> inputs = drawn_inputs(GetParam(), draws.size, seed, Precision::float32);
    if (draws.inputs) put_special_values(inputs, seed);
    const bool sums = adds_up(GetParam());
    const Judgement judgement = judged(
        {.row = name(),
         .floor = sums ? Floor::of_inputs : Floor::of_each,
         .bound = bound_of(name(), Trials::special),
         .adds_up = sums,
         .conventions = conventions()},
        [&](Precision ours, Precision theirs) {
          return run_trial(GetParam(), inputs, seed, ours, theirs, draws.upstream);
        },
        needed);
    EXPECT_EQ(describe(judgement.comparison), "") << draws.name << ", seed " << seed;
    Measured& of = measured(name());
    ++of.trials;
    of.special = std::max(of.special, judgement.comparison.worst);
    of.wide += judgement.wide;
    of.beyond_the_range += judgement.beyond_the_range;
    of.exempt += judgement.exempt;
  }
};

TEST_P(BesideLibtorch, InFloat32ValuesAndGradientsAgree) {
  measured(name()).float32 = ordinary_trials(Precision::float32, Trials::float32);
}

TEST_P(BesideLibtorch, InFloat64ValuesAndGradientsAgree) {
  measured(name()).float64 = ordinary_trials(Precision::float64, Trials::float64);
}

TEST_P(BesideLibtorch, OfSpecialValuesAllAgreeButForConventionsThatAreNeeded) {
  std::set<const Convention*> needed;
  for (const SpecialDraws& draws : kSpecialDraws)
    for (std::uint64_t seed = 1; seed <= draws.seeds; ++seed) special_trial(draws, seed, needed);
  expect_bound_fits(Trials::special, measured(name()).special);
  if (!is_libtorch_1_13()) return;
  for (const std::string_view reason : not_needed(conventions(), name(), needed))
    ADD_FAILURE() << "not needed: " << reason;
}

INSTANTIATE_TEST_SUITE_P(Ops, BesideLibtorch, ::testing::ValuesIn(testing::catalogue()),
                         [](const auto& row) { return std::string(row.param.name); });

std::set<std::string> rows_of_the_catalogue() {
  std::set<std::string> rows;
  for (const Row& row : testing::catalogue()) rows.emplace(row.name);
  return rows;
}

TEST(Counterparts, EveryRowHasOneAndEveryOneHasARow) {
  const std::vector<std::string> listed = peer_rows();
  EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), rows_of_the_catalogue());
  EXPECT_EQ(listed.size(), rows_of_the_catalogue().size());
}

TEST(Counterparts, ExceptionsNameRowsOfTheCatalogue) {
  std::set<std::string> named;
  for (const WiderBound& wider : wider_bounds()) named.emplace(wider.row);
  for (const Refusal& refusal : refusals()) named.emplace(refusal.row);
  for (const Convention& convention : conventions())
    named.insert(convention.rows.begin(), convention.rows.end());
  for (const std::string& row : named) EXPECT_TRUE(rows_of_the_catalogue().contains(row)) << row;
}

}  // namespace
}  // namespace gradflow::differential
