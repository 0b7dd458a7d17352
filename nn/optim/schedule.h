#pragma once
// Learning rates as functions of the step, counted from 0. A schedule has no state, so a resumed
// run needs none; whoever trains asks before each step:
//
//   const optim::Schedule rate =
//       optim::linear_warm_up(0.1, 100).then(100, optim::cosine_decay(0.1, 900));
//   for (; step < 1000; ++step) {
//     sgd.set_learning_rate(rate(step));
//     sgd.backward(loss);
//   }
//
// A program's own is Schedule([](std::int64_t step) { return …; }). What depends on the losses is
// in plateau.h.
//
// Numbers are checked when a schedule is made: ArgumentError for a rate that is negative or not
// finite, or for a count of steps below 1.

#include <cstdint>
#include <utility>

#include "nn/callable.h"

namespace gradflow::optim {

class Schedule {
 public:
  using Function = nn::Callable<double(std::int64_t step)>;

  explicit Schedule(Function rate_at);

  // How many schedules may be made from one another, one inside the other.
  static constexpr int kDeepest = 1000;

  // ArgumentError for a negative step.
  double operator()(std::int64_t step) const;

  // This one for the steps 0 … steps-1, and from there on `next`, whose steps begin at 0 then. As
  // the product, ArgumentError beyond kDeepest.
  Schedule then(std::int64_t steps, Schedule next) const;
  // The product, step by step: `cosine_decay(1, 900) * step_decay(0.1, 300, 0.5)`.
  friend Schedule operator*(const Schedule& a, const Schedule& b);

 private:
  Schedule(Function rate_at, int depth);

  Function rate_at_;
  int depth_ = 1;
};

Schedule constant_rate(double rate);
// rate · factor^⌊step / every⌋.
Schedule step_decay(double rate, std::int64_t every, double factor);
// rate · factor^step.
Schedule exponential_decay(double rate, double factor);
// From `rate` at step 0 down half a cosine to `lowest` at step `steps`, and `lowest` from there on
// (Loshchilov & Hutter 2017, "SGDR", eq. 5, without restarts).
Schedule cosine_decay(double rate, std::int64_t steps, double lowest = 0);
// rate · (step + 1) / steps up to step `steps` - 1, and `rate` from there on.
Schedule linear_warm_up(double rate, std::int64_t steps);

struct OneCycleOptions {
  double first_divisor = 25;  // it begins at highest / this; both divisors are above 0
  double last_divisor = 1e4;  // and ends at the first rate / this
  double rising_part = 0.3;   // of the steps; above 0 and below 1
};
// Up half a cosine to `highest`, then down another one to its end at step `steps` - 1, where it
// stays (Smith & Topin 2018, "Super-convergence"; the form and the defaults are PyTorch's). The top
// is at step rising_part · steps - 1, rounded to no whole step; ArgumentError when that is not
// above 0.
Schedule one_cycle(double highest, std::int64_t steps, const OneCycleOptions& options = {});

}  // namespace gradflow::optim
