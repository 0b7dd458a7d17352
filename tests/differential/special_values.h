#pragma once
// Arrays, of inputs or of an upstream gradient, with elements replaced by the numbers at the edges
// of float32.

#include <cstdint>
#include <vector>

#include "tests/differential/peer.h"

namespace gradflow::differential {

// By the seed, in turn: one element by any of them, a quarter of the elements by any, one by a
// finite one, and a quarter by zeros and subnormals, which meet the kinks at 0 with no infinity
// about.
void put_special_values(std::vector<Array>& arrays, std::uint64_t seed);

}  // namespace gradflow::differential
