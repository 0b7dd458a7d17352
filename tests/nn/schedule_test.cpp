#include "nn/optim/schedule.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>

#include "tests/nn/reference_values.h"
#include "tests/support/expect_error.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::expect_error;

void expect_rates_of_pytorch(const std::string& name, const Schedule& schedule) {
  const auto reference = gradflow::testing::reference_values("optimizers.json");
  const auto rates = reference["rates"].at(name).get<std::vector<double>>();
  ASSERT_EQ(rates.size(), 20U);
  for (std::size_t step = 0; step < rates.size(); ++step)
    EXPECT_NEAR(schedule(static_cast<std::int64_t>(step)), rates[step], 1e-14)
        << name << " at step " << step;
}

TEST(Schedule, RatesAreThoseOfPyTorch) {
  expect_rates_of_pytorch("step_decay", step_decay(0.5, 4, 0.3));
  expect_rates_of_pytorch("exponential_decay", exponential_decay(0.5, 0.9));
  expect_rates_of_pytorch("cosine_decay", cosine_decay(0.5, 19, 0.05));
  expect_rates_of_pytorch("one_cycle", one_cycle(0.5, 20));
}

TEST(Schedule, WarmsUpInEqualSteps) {
  const Schedule rate = linear_warm_up(0.8, 4);
  EXPECT_DOUBLE_EQ(rate(0), 0.2);
  EXPECT_DOUBLE_EQ(rate(1), 0.4);
  EXPECT_DOUBLE_EQ(rate(3), 0.8);
  EXPECT_EQ(rate(100), 0.8);
}

TEST(Schedule, IsMadeOfAsManyAsTheStackHolds) {
  Schedule product = constant_rate(1), line = constant_rate(0);
  for (int depth = 2; depth <= Schedule::kDeepest; ++depth) {
    product = product * constant_rate(1);
    line = constant_rate(depth).then(1, line);
  }
  EXPECT_EQ(product(3), 1);
  EXPECT_EQ(line(0), Schedule::kDeepest);
  EXPECT_EQ(line(Schedule::kDeepest), 0);
  const std::string refusal =
      "Schedule: more than 1000 schedules inside one another; write one as a function of the step";
  expect_error<ArgumentError>([&] { constant_rate(1) * product; }, refusal);
  expect_error<ArgumentError>([&] { line.then(1, constant_rate(1)); }, refusal);
}

TEST(Schedule, StaysAtItsEnd) {
  EXPECT_EQ(cosine_decay(0.5, 10, 0.125)(10), 0.125);
  EXPECT_EQ(cosine_decay(0.5, 10)(1000), 0);
  const Schedule cycle = one_cycle(0.5, 10, {.first_divisor = 4, .last_divisor = 8});
  EXPECT_EQ(cycle(0), 0.125);
  EXPECT_EQ(cycle(9), 0.125 / 8);
  EXPECT_EQ(cycle(1000), cycle(9));
}

TEST(Schedule, FollowsAnother) {
  const Schedule rate = linear_warm_up(0.5, 2).then(2, step_decay(0.5, 3, 0.5));
  const double expected[] = {0.25, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125};
  for (std::int64_t step = 0; step < 9; ++step) EXPECT_EQ(rate(step), expected[step]) << step;
}

TEST(Schedule, OfARateOfZeroStaysZeroWhereItsPowerIsBeyondDouble) {
  EXPECT_EQ(exponential_decay(0, 2)(2000), 0);
  EXPECT_EQ(step_decay(0, 1, 2)(2000), 0);
  const Schedule beyond = exponential_decay(1, 2);
  EXPECT_EQ((constant_rate(0) * beyond)(2000), 0);
  EXPECT_EQ((beyond * constant_rate(0))(2000), 0);
}

TEST(Schedule, MultipliesAnother) {
  const Schedule rate = constant_rate(0.5) * step_decay(1, 2, 0.5) *
                        Schedule([](std::int64_t step) { return step == 0 ? 0.0 : 1.0; });
  const double expected[] = {0, 0.5, 0.25, 0.25, 0.125};
  for (std::int64_t step = 0; step < 5; ++step) EXPECT_EQ(rate(step), expected[step]) << step;
}

TEST(Schedule, RefusesBadNumbers) {
  const auto refuses = [](auto&& make, std::string_view text) {
    expect_error<ArgumentError>(make, text);
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  refuses([] { constant_rate(1)(-1); }, "Schedule: the step is -1; steps count from 0");
  refuses([] { Schedule(nullptr); }, "Schedule: made from no function");
  refuses([] { Schedule(std::function<double(std::int64_t)>()); },
          "Schedule: made from no function");
  refuses([&] { constant_rate(nan); },
          "constant_rate: the rate is nan; it must be finite and not negative");
  refuses([] { step_decay(1, 0, 0.5); },
          "step_decay: the number of steps is 0; it must be at least 1");
  refuses([] { exponential_decay(1, -0.5); },
          "exponential_decay: the factor is -0.5; it must be finite and not negative");
  refuses([] { cosine_decay(1, 10, -1); },
          "cosine_decay: the lowest rate is -1; it must be finite and not negative");
  refuses([] { linear_warm_up(1, -3); },
          "linear_warm_up: the number of steps is -3; it must be at least 1");
  refuses([] { constant_rate(1).then(0, constant_rate(2)); },
          "then: the number of steps is 0; it must be at least 1");
  refuses([] { one_cycle(1, 10, {.rising_part = 1}); },
          "one_cycle: the rising part is 1; it must be above 0 and below 1");
  refuses([] { one_cycle(1, 10, {.last_divisor = 0}); },
          "one_cycle: a divisor is 0; it must be finite and above 0");
  refuses([] { one_cycle(1, 3); },
          "one_cycle: 0.3 of 3 steps are too few to rise in; there must be more than 1");
}

}  // namespace
}  // namespace gradflow::optim
