#pragma once
// alpha · x + beta · old: what becomes of an element that is updated in place.

#include <cmath>

namespace gradflow {

// NOTE: factors near 1
//  Weight decay makes beta = 1 - ηλ. The nearest float to 1 - 1e-7 is 1 - 1.2e-7, and to 1 - 2e-8
//  it is 1: a weight would decay by a fifth too much, or never. Near 1 the share of old that goes
//  is therefore taken together with x, as old + alpha · (share · x + within · old), in factors as
//  exact as any float. The larger of share and within is 1, so that what is in the brackets
//  overflows for no element below half of the type's range. Farther off, the rounding of beta is
//  below 4e-6 of that share, and what a small beta leaves must not be found by cancelling.
struct ScaledSum {
  double alpha, beta;
  double share = 1, within = 0;  // of x and of old; within is 0 unless beta was near 1

  ScaledSum(double a, double b) : alpha(a), beta(b) {
    const double less = beta - 1;
    if (less == 0 || std::abs(less) >= 0x1p-7) return;
    beta = 1;
    if (std::abs(less) <= std::abs(alpha)) {
      within = less / alpha;
    } else {
      share = alpha / less;
      within = 1;
      alpha = less;
    }
  }
};

}  // namespace gradflow
