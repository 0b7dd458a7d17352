#include "tests/differential/special_trial.h"

#include <algorithm>

#include "tests/differential/arrays.h"

namespace gradflow::differential {

namespace {

// What lies outside the range of float32 becomes infinite.
void round_to_float32(Outcome& outcome) {
  const auto round = [](Array& x) {
    for (double& element : x.elements) element = static_cast<double>(static_cast<float>(element));
  };
  round(outcome.output);
  for (Array& gradient : outcome.gradients) round(gradient);
}

// Right is also what libtorch gives in float64, but for the sign of a zero. Where both give the
// same there, infinities and NaN, and digits beside them, are what sums and products in some order
// make of numbers beyond the range of float32.
void judge_by_float64(Judgement& judgement, const Comparison& theirs_wide,
                      const Comparison& both_wide) {
  auto& beyond = judgement.comparison.beyond;
  judgement.wide += static_cast<int>(std::erase_if(
      beyond, [&](const Disagreement& one) { return !found_beyond(theirs_wide, one); }));
  for (Disagreement& one : beyond) {
    const Disagreement& wide = *found_beyond(theirs_wide, one);
    if (wide.difference == Difference::sign_of_zero)
      one = wide;
    else if ((one.difference != Difference::finite ||
              both_wide.beyond_float32.contains(one.input)) &&
             !found_beyond(both_wide, one))
      one.difference = Difference::beyond_the_range;
  }
}

void drop_conventions(Judgement& judgement, const SpecialRules& rules,
                      std::set<const Convention*>& needed) {
  auto& beyond = judgement.comparison.beyond;
  judgement.beyond_the_range +=
      static_cast<int>(std::erase_if(beyond, [&](const Disagreement& one) {
        return one.difference == Difference::beyond_the_range && rules.adds_up;
      }));
  judgement.exempt += static_cast<int>(std::erase_if(beyond, [&](const Disagreement& one) {
    for (const Convention& convention : rules.conventions) {
      if (!convention.covers(rules.row, one)) continue;
      needed.insert(&convention);
      return true;
    }
    return false;
  }));
}

}  // namespace

Judgement judged(const SpecialRules& rules,
                 const std::function<Trial(Precision ours, Precision theirs)>& run,
                 std::set<const Convention*>& needed) {
  const auto beside = [&](Precision ours, Precision theirs) {
    Trial trial = run(ours, theirs);
    if (ours == Precision::float32) round_to_float32(trial.theirs);
    return compared(trial, rules.floor, epsilon_of(Precision::float32), rules.bound);
  };
  Judgement judgement{.comparison = beside(Precision::float32, Precision::float32)};
  if (!judgement.comparison.beyond.empty())
    judge_by_float64(judgement, beside(Precision::float32, Precision::float64),
                     beside(Precision::float64, Precision::float64));
  drop_conventions(judgement, rules, needed);
  return judgement;
}

std::vector<std::string_view> not_needed(std::span<const Convention> conventions,
                                         std::string_view row,
                                         const std::set<const Convention*>& needed) {
  std::vector<std::string_view> reasons;
  for (const Convention& convention : conventions)
    if (std::find(convention.rows.begin(), convention.rows.end(), row) != convention.rows.end() &&
        !needed.contains(&convention))
      reasons.push_back(convention.reason);
  return reasons;
}

}  // namespace gradflow::differential
