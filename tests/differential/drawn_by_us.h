#pragma once
// What a row draws from our generator beside its inputs, so that libtorch works on the same.

#include <cstdint>
#include <vector>

namespace gradflow::differential {

struct Moments {
  std::vector<double> mean, variance;
};
Moments moments_of(std::int64_t channels);

// What our dropout makes of ones. libtorch has a mask of its own, so the mask is no part of the
// comparison, and the dropout test of tests/autograd has the statistics.
std::vector<double> dropout_factors(std::int64_t rows, std::int64_t columns);

}  // namespace gradflow::differential
