#pragma once
// alpha · x + beta · old: what becomes of an element that is updated in place.

#include <cmath>

namespace gradflow {

// NOTE: factors near 1
//  Weight decay makes beta = 1 - ηλ. The nearest float to 1 - 1e-7 is 1 - 1.2e-7, and to 1 - 2e-8
//  it is 1: a weight would decay by a fifth too much, or never. Near 1 the share of old that goes
//  is therefore taken together with x, as old + alpha · (x + within · old), in factors as exact as
//  any float. Farther off, the rounding of beta is below 4e-6 of that share, and what a small beta
//  leaves must not be found by cancelling.
struct ScaledSum {
  double alpha, beta;
  double within = 0;  // of old, in x

  ScaledSum(double a, double b) : alpha(a), beta(b) {
    if (std::abs(beta - 1) >= 0x1p-7 || std::abs(beta - 1) >= std::abs(alpha) * 0x1p60) return;
    within = (beta - 1) / alpha;
    beta = 1;
  }
};

}  // namespace gradflow
