#pragma once
// The data that every implementation is fed: functions of (stream, index), so that programs which
// share nothing else compute with the same numbers.

#include <cstdint>
#include <span>

#include "bench/buffer.h"

namespace peers {

using bench::Buffer;

// Element `index` of a stream of uniform numbers, [-1, 1): the finaliser of SplitMix64 (Steele,
// Lea & Flood 2014) over the index.
inline float uniform(std::uint64_t stream, std::uint64_t index) {
  std::uint64_t z = (stream << 40U) + index * 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  z ^= z >> 31U;
  return static_cast<float>(static_cast<std::int64_t>(z >> 40U) - (1 << 23)) * 0x1p-23F;
}

inline void fill_uniform(std::span<float> values, std::uint64_t stream, float scale = 1) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = scale * uniform(stream, i);
}

inline Buffer uniform_buffer(std::size_t count, std::uint64_t stream, float scale = 1) {
  Buffer buffer(count);
  fill_uniform(buffer.span(), stream, scale);
  return buffer;
}

}  // namespace peers
