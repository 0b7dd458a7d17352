#pragma once
// Training of a deep network on Shapeset, every example seen once.

#include <cstdint>
#include <vector>

#include "studies/deep_signal/deep_network.h"

namespace deep_signal {

struct CurvePoint {
  std::int64_t step;
  double loss;   // mean over the steps since the last point, nats per example
  double error;  // wrong answers on 2,000 examples never trained on, per cent
};

// Throws gradflow::Error when the loss is not finite.
std::vector<CurvePoint> train(const Design& design, int depth, std::int64_t steps,
                              std::uint64_t seed);

}  // namespace deep_signal
