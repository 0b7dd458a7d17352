#pragma once
// What is drawn at random in a run, each from a stream of its own of the run's seed.

#include <cstdint>

#include "tensor/random.h"

namespace glorot2010 {

enum class Stream : std::uint64_t { weights = 0, examples = 1, noise = 2 };

inline gradflow::Rng stream(std::uint64_t seed, Stream what) {
  return gradflow::Rng(seed).at(static_cast<std::uint64_t>(what));
}

}  // namespace glorot2010
