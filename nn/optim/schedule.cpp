#include "nn/optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tensor/error.h"

namespace gradflow::optim {

namespace {

void require_rate(double rate, std::string_view schedule, std::string_view what) {
  require(std::isfinite(rate) && rate >= 0, "{}: the {} is {}; it must be finite and not negative",
          schedule, what, rate);
}

void require_steps(std::int64_t steps, std::string_view schedule) {
  require(steps >= 1, "{}: the number of steps is {}; it must be at least 1", schedule, steps);
}

// From a to b along half a cosine, as `part` goes from 0 to 1.
double half_cosine(double a, double b, double part) {
  return b + (a - b) * (1 + std::cos(std::numbers::pi * part)) / 2;
}

// A rate of 0 stays 0 also beside a factor beyond double.
double times(double a, double b) {
  if ((a == 0 && std::isinf(b)) || (b == 0 && std::isinf(a))) return 0;
  return a * b;
}

double times_power(double rate, double factor, std::int64_t exponent) {
  return times(rate, std::pow(factor, static_cast<double>(exponent)));
}

}  // namespace

Schedule::Schedule(Function rate_at) : rate_at_(std::move(rate_at)) {
  require(static_cast<bool>(rate_at_), "Schedule: made from no function");
}

// Each is called, and ends, within the call of the one around it: on the stack.
Schedule::Schedule(Function rate_at, int depth) : rate_at_(std::move(rate_at)), depth_(depth) {
  require(
      depth <= kDeepest,
      "Schedule: more than {} schedules inside one another; write one as a function of the step",
      kDeepest);
}

double Schedule::operator()(std::int64_t step) const {
  require(step >= 0, "Schedule: the step is {}; steps count from 0", step);
  return rate_at_(step);
}

Schedule Schedule::then(std::int64_t steps, Schedule next) const {
  require_steps(steps, "then");
  const int depth = 1 + std::max(depth_, next.depth_);
  return {[first = *this, steps, next = std::move(next)](std::int64_t step) {
            return step < steps ? first(step) : next(step - steps);
          },
          depth};
}

Schedule operator*(const Schedule& a, const Schedule& b) {
  return {[a, b](std::int64_t step) { return times(a(step), b(step)); },
          1 + std::max(a.depth_, b.depth_)};
}

Schedule constant_rate(double rate) {
  require_rate(rate, "constant_rate", "rate");
  return Schedule([rate](std::int64_t) { return rate; });
}

Schedule step_decay(double rate, std::int64_t every, double factor) {
  require_rate(rate, "step_decay", "rate");
  require_rate(factor, "step_decay", "factor");
  require_steps(every, "step_decay");
  return Schedule([=](std::int64_t step) { return times_power(rate, factor, step / every); });
}

Schedule exponential_decay(double rate, double factor) {
  require_rate(rate, "exponential_decay", "rate");
  require_rate(factor, "exponential_decay", "factor");
  return Schedule([=](std::int64_t step) { return times_power(rate, factor, step); });
}

Schedule cosine_decay(double rate, std::int64_t steps, double lowest) {
  require_rate(rate, "cosine_decay", "rate");
  require_rate(lowest, "cosine_decay", "lowest rate");
  require_steps(steps, "cosine_decay");
  return Schedule([=](std::int64_t step) {
    if (step >= steps) return lowest;
    return half_cosine(rate, lowest, static_cast<double>(step) / static_cast<double>(steps));
  });
}

Schedule linear_warm_up(double rate, std::int64_t steps) {
  require_rate(rate, "linear_warm_up", "rate");
  require_steps(steps, "linear_warm_up");
  return Schedule([=](std::int64_t step) {
    if (step >= steps) return rate;
    return rate * static_cast<double>(step + 1) / static_cast<double>(steps);
  });
}

Schedule one_cycle(double highest, std::int64_t steps, const OneCycleOptions& options) {
  require_rate(highest, "one_cycle", "highest rate");
  require_steps(steps, "one_cycle");
  require(options.rising_part > 0 && options.rising_part < 1,
          "one_cycle: the rising part is {}; it must be above 0 and below 1", options.rising_part);
  for (const double divisor : {options.first_divisor, options.last_divisor})
    require(std::isfinite(divisor) && divisor > 0,
            "one_cycle: a divisor is {}; it must be finite and above 0", divisor);
  const double first = highest / options.first_divisor, last = first / options.last_divisor;
  const double end = static_cast<double>(steps) - 1;
  const double top = options.rising_part * static_cast<double>(steps) - 1;
  require(top > 0, "one_cycle: {} of {} steps are too few to rise in; there must be more than 1",
          options.rising_part, steps);
  return Schedule([=](std::int64_t step) {
    const auto at = static_cast<double>(step);
    if (at >= end) return last;
    return at <= top ? half_cosine(first, highest, at / top)
                     : half_cosine(highest, last, (at - top) / (end - top));
  });
}

}  // namespace gradflow::optim
