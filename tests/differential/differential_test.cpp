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
constexpr Draws kSpecialDraws[] = {{Size::random, 120, "random"}, {Size::single, 40, "single"}};

// What lies outside the range of float32 becomes infinite.
void round_to_float32(Outcome& outcome) {
  const auto round = [](Array& x) {
    for (double& element : x.elements) element = static_cast<double>(static_cast<float>(element));
  };
  round(outcome.output);
  for (Array& gradient : outcome.gradients) round(gradient);
}

std::string words(const Comparison& comparison) {
  std::string text = comparison.other_shapes;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, comparison.beyond.size()); ++i)
    text += (text.empty() ? "" : "; ") + describe(comparison.beyond[i]);
  return text;
}

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
      if (refusal.row == name()) {
        EXPECT_GT(measured(name()).refused, 0) << "not needed: " << refusal.reason;
      }
    expect_bound_fits(trials, worst);
    return worst;
  }

  void expect_bound_fits(Trials trials, double worst) {
    for (const WiderBound& wider : wider_bounds()) {
      if (wider.row != name() || wider.trials != trials) continue;
      EXPECT_GT(worst, default_bound(trials)) << "not needed: " << wider.reason;
      EXPECT_GE(worst, wider.bound / 8) << "too wide: " << wider.reason;
    }
  }

  double ordinary_trial(const Draws& draws, std::uint64_t seed, Precision type, double bound) {
    std::vector<Array> inputs = drawn_inputs(GetParam(), draws.size, seed, type);
    if (draws.size == Size::empty && refused(inputs)) return 0;
    Trial trial = run_trial(GetParam(), std::move(inputs), seed, type, Precision::float64);
    const Comparison comparison = compared(trial, Floor::of_terms, epsilon_of(type), bound);
    EXPECT_EQ(words(comparison), "") << draws.name << ", seed " << seed;
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

  void special_trial(const Draws& draws, std::uint64_t seed, std::set<const Convention*>& needed) {
    std::vector<Array> inputs = drawn_inputs(GetParam(), draws.size, seed, Precision::float32);
    put_special_values(inputs, seed);
    const Floor floor = adds_up(GetParam()) ? Floor::of_inputs : Floor::of_each;
    const auto beside = [&](Precision ours, Precision theirs) {
      Trial trial = run_trial(GetParam(), inputs, seed, ours, theirs);
      if (ours == Precision::float32) round_to_float32(trial.theirs);
      return compared(trial, floor, epsilon_of(Precision::float32),
                      bound_of(name(), Trials::special));
    };
    Comparison comparison = beside(Precision::float32, Precision::float32);
    ++measured(name()).trials;
    measured(name()).special = std::max(measured(name()).special, comparison.worst);
    if (!comparison.beyond.empty())
      judge_by_float64(comparison, beside(Precision::float32, Precision::float64),
                       beside(Precision::float64, Precision::float64));
    drop_conventions(comparison, needed);
    EXPECT_EQ(words(comparison), "") << draws.name << ", seed " << seed;
  }

  // Right is also what libtorch gives in float64, but for the sign of a zero. Where both give the
  // same there, infinities and NaN are what sums and products in some order make of numbers beyond
  // the range of float32.
  void judge_by_float64(Comparison& comparison, const Comparison& theirs_wide,
                        const Comparison& both_wide) {
    measured(name()).wide +=
        static_cast<int>(std::erase_if(comparison.beyond, [&](const Disagreement& one) {
          return !found_beyond(theirs_wide, one);
        }));
    for (Disagreement& one : comparison.beyond) {
      const Disagreement& wide = *found_beyond(theirs_wide, one);
      if (wide.difference == Difference::sign_of_zero)
        one = wide;
      else if (one.difference != Difference::finite && !found_beyond(both_wide, one))
        one.difference = Difference::beyond_the_range;
    }
  }

  void drop_conventions(Comparison& comparison, std::set<const Convention*>& needed) {
    const auto covered = [&](const Disagreement& one) {
      for (const Convention& convention : conventions()) {
        if (!convention.covers(name(), one)) continue;
        needed.insert(&convention);
        return true;
      }
      return false;
    };
    measured(name()).beyond_the_range +=
        static_cast<int>(std::erase_if(comparison.beyond, [&](const Disagreement& one) {
          return one.difference == Difference::beyond_the_range && is_sum(GetParam());
        }));
    measured(name()).exempt += static_cast<int>(std::erase_if(comparison.beyond, covered));
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
  for (const Draws& draws : kSpecialDraws)
    for (std::uint64_t seed = 1; seed <= draws.seeds; ++seed) special_trial(draws, seed, needed);
  expect_bound_fits(Trials::special, measured(name()).special);
  for (const Convention& convention : conventions()) {
    const auto& rows = convention.rows;
    if (std::find(rows.begin(), rows.end(), name()) == rows.end()) continue;
    EXPECT_TRUE(needed.contains(&convention)) << "not needed: " << convention.reason;
  }
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
