#pragma once
// alpha · x + beta · old: what becomes of an element that is updated in place.

#include <cmath>

namespace gradflow {

// NOTE: factors near 1
//  Weight decay makes beta = 1 - ηλ. The nearest float to 1 - 1e-7 is 1 - 1.2e-7, and to 1 - 2e-8
//  it is 1: a weight would decay by a fifth too much, or never. Near 1 the share of old that goes
//  is therefore taken together with x, as old + outer · (share · x + within · old), in factors as
//  exact as any float. The larger of share and within is 1, so that what is in the brackets
//  overflows for no element below half of the type's range. Farther off, the rounding of beta is
//  below 4e-6 of that share, and what a small beta leaves must not be found by cancelling.
struct ScaledSum {
  double alpha, beta;
  bool near_one = false;
  double outer = 0, share = 0, within = 0;  // if it is

  ScaledSum(double a, double b) : alpha(a), beta(b) {
    const double less = beta - 1;
    if (less == 0 || std::abs(less) >= 0x1p-7) return;
    near_one = true;
    const bool x_leads = std::abs(less) <= std::abs(alpha);
    outer = x_leads ? alpha : less;
    share = x_leads ? 1 : alpha / less;
    within = x_leads ? less / alpha : 1;
  }
};

}  // namespace gradflow
