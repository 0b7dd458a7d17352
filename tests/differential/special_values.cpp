#include "tests/differential/special_values.h"

#include <limits>
#include <span>

#include "tensor/random.h"

namespace gradflow::differential {

namespace {

using Limits = std::numeric_limits<float>;

// The first are zeros and subnormals, the last are not finite.
constexpr float kSpecial[] = {0.0f,
                              -0.0f,
                              Limits::denorm_min(),
                              -Limits::denorm_min(),
                              7e-42f,
                              -3e-40f,
                              1.1e-38f,
                              1e30f,
                              -1e30f,
                              Limits::max(),
                              Limits::lowest(),
                              Limits::infinity(),
                              -Limits::infinity(),
                              Limits::quiet_NaN()};
constexpr std::span<const float> kAll = kSpecial, kTiny = kAll.first(7), kFinite = kAll.first(11);

double one_of(std::span<const float> values, Rng& rng) {
  const std::int64_t last = static_cast<std::int64_t>(values.size()) - 1;
  return static_cast<double>(values[static_cast<std::size_t>(rng.integer(0, last))]);
}

void replace_one(std::vector<Array>& arrays, std::span<const float> values, Rng& rng) {
  std::int64_t total = 0;
  for (const Array& x : arrays) total += static_cast<std::int64_t>(x.elements.size());
  if (total == 0) return;
  auto chosen = static_cast<std::size_t>(rng.integer(0, total - 1));
  for (Array& x : arrays) {
    if (chosen < x.elements.size()) {
      x.elements[chosen] = one_of(values, rng);
      return;
    }
    chosen -= x.elements.size();
  }
}

void replace_a_quarter(std::vector<Array>& arrays, std::span<const float> values, Rng& rng) {
  for (Array& x : arrays)
    for (double& element : x.elements)
      if (rng.integer(0, 3) == 0) element = one_of(values, rng);
}

}  // namespace

void put_special_values(std::vector<Array>& arrays, std::uint64_t seed) {
  Rng rng(seed + 2000);
  switch (seed % 4) {
    case 0:
      return replace_one(arrays, kAll, rng);
    case 1:
      return replace_a_quarter(arrays, kAll, rng);
    case 2:
      return replace_one(arrays, kFinite, rng);
    default:
      return replace_a_quarter(arrays, kTiny, rng);
  }
}

}  // namespace gradflow::differential
