#pragma once
// Random shapes and tensors for tests that go over many of them. Every draw comes from the Rng that
// is passed in, so a failure comes back with the same seed.

#include <array>
#include <cstdint>
#include <span>

#include "tensor/random.h"

namespace gradflow::testing {

// The element types that arithmetic is defined on.
inline constexpr std::array kFloatingTypes = {DType::float32, DType::float64};

// An extent that is 0 or 1 about one time in eight each, otherwise at most `most`.
inline std::int64_t random_extent(Rng& rng, std::int64_t most) {
  const std::int64_t kind = rng.integer(0, 7);
  return kind < 2 ? kind : rng.integer(1, most);
}

// Rank 0 … most_rank.
inline Shape random_shape(Rng& rng, int most_rank, std::int64_t most_extent) {
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  const auto rank = static_cast<std::size_t>(rng.integer(0, most_rank));
  for (std::size_t i = 0; i < rank; ++i) extents[i] = random_extent(rng, most_extent);
  return Shape(std::span<const std::int64_t>(extents.data(), rank));
}

// Independent draws with mean 0 and standard deviation 1.
inline Tensor random_tensor(Rng& rng, const Shape& shape, DType dtype = DType::float32) {
  return rng.normal(shape, 0, 1, dtype);
}

}  // namespace gradflow::testing
