#include "tensor/random.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "tensor/parallel.h"

namespace gradflow {

namespace {

// The last counter word keeps the uses of one key apart.
enum class Domain : std::uint32_t { draw = 0, split = 1, at = 2 };

std::array<std::uint32_t, 4> block(std::uint64_t key, std::uint64_t position, Domain domain) {
  return philox4x32_10(
      {static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(position >> 32), 0,
       static_cast<std::uint32_t>(domain)},
      {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)});
}

std::uint64_t join(std::uint32_t low, std::uint32_t high) {
  return std::uint64_t{high} << 32 | low;
}

double unit_interval(std::uint32_t low, std::uint32_t high) {  // [0, 1), 53 bits
  return static_cast<double>(join(low, high) >> 11) * 0x1p-53;
}

std::pair<double, double> box_muller(double u1, double u2) {
  const double radius = std::sqrt(-2 * std::log1p(-u1));
  const double angle = 2 * std::numbers::pi * u2;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

// Fills a tensor from one counter block per `kPerBlock` elements: write(words, values).
template <int kPerBlock, class T, class Write>
Tensor fill(const Shape& shape, std::uint64_t key, std::uint64_t& position, Write write) {
  Tensor tensor = Tensor::uninitialised(shape, dtype_of<T>());
  const std::span<T> values = tensor.edit<T>();
  const std::int64_t blocks = (tensor.elements() + kPerBlock - 1) / kPerBlock;
  const std::uint64_t first = position;
  for_ranges(blocks, 2048, [&](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t i = begin; i < end; ++i) {
      std::array<T, kPerBlock> draws;
      write(block(key, first + static_cast<std::uint64_t>(i), Domain::draw), draws);
      const auto offset = static_cast<std::size_t>(i * kPerBlock);
      for (std::size_t j = 0; j < kPerBlock && offset + j < values.size(); ++j)
        values[offset + j] = draws[j];
    }
  });
  position += static_cast<std::uint64_t>(blocks);
  return tensor;
}

template <class T>
T scale(double unit, double low, double high) {
  const auto value = static_cast<T>(low + (high - low) * unit);
  const auto bound = static_cast<T>(high);
  // Rounding to T may reach the open end.
  return value < bound || low == high ? value : std::nextafter(bound, static_cast<T>(low));
}

void require_range(double low, double high) {
  require(low <= high, "uniform: the range {} to {} is empty", low, high);
  require(std::isfinite(high - low), "uniform: the range {} to {} is not finite", low, high);
}

bool is_finite_as(DType dtype, double number) {
  return std::isfinite(dtype == DType::float32 ? static_cast<double>(static_cast<float>(number))
                                               : number);
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {
        static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
        static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

Rng Rng::split() {
  const auto words = block(key_, position_++, Domain::split);
  return Rng(join(words[0], words[1]));
}

Rng Rng::at(std::uint64_t index) const {
  const auto words = block(key_, index, Domain::at);
  return Rng(join(words[0], words[1]));
}

std::uint32_t Rng::bits() { return block(key_, position_++, Domain::draw)[0]; }

double Rng::uniform() {
  const auto words = block(key_, position_++, Domain::draw);
  return unit_interval(words[0], words[1]);
}

double Rng::uniform(double low, double high) {
  require_range(low, high);
  return scale<double>(uniform(), low, high);
}

double Rng::normal() {
  const auto words = block(key_, position_++, Domain::draw);
  return box_muller(unit_interval(words[0], words[1]), unit_interval(words[2], words[3])).first;
}

std::int64_t Rng::integer(std::int64_t first, std::int64_t last) {
  require(first <= last, "integer: the range {} to {} is empty", first, last);
  const auto count = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) + 1;
  const auto words = block(key_, position_++, Domain::draw);
  const std::uint64_t draw = join(words[0], words[1]);
  if (count == 0) return static_cast<std::int64_t>(draw);  // all 2^64 of them
  // The high half of draw × count: even to within count / 2^64.
  __extension__ using Wide = unsigned __int128;
  const auto offset = static_cast<std::uint64_t>(Wide{draw} * count >> 64);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(first) + offset);
}

Tensor Rng::uniform(const Shape& shape, double low, double high, DType dtype) {
  require_range(low, high);
  require<TypeError>(is_floating(dtype), "uniform: fills float32 or float64, not {}", dtype);
  require(is_finite_as(dtype, low) && is_finite_as(dtype, high),
          "uniform: the range {} to {} is not finite in {}", low, high, dtype);
  if (dtype == DType::float64)
    return fill<2, double>(shape, key_, position_, [=](const auto& words, auto& out) noexcept {
      out = {scale<double>(unit_interval(words[0], words[1]), low, high),
             scale<double>(unit_interval(words[2], words[3]), low, high)};
    });
  return fill<4, float>(shape, key_, position_, [=](const auto& words, auto& out) noexcept {
    for (std::size_t i = 0; i < 4; ++i) out[i] = scale<float>(words[i] * 0x1p-32, low, high);
  });
}

Tensor Rng::normal(const Shape& shape, double mean, double deviation, DType dtype) {
  require(!(deviation < 0), "normal: the standard deviation {} is negative", deviation);
  require<TypeError>(is_floating(dtype), "normal: fills float32 or float64, not {}", dtype);
  constexpr double kFarthest = 10;  // deviations; 64 bits give none beyond 9.5
  require(is_finite_as(dtype, std::abs(mean) + kFarthest * deviation),
          "normal: with mean {} and standard deviation {} numbers are not finite in {}", mean,
          deviation, dtype);
  return dispatch_floating(dtype, "normal", [&]<class T>(T) {
    return fill<2, T>(shape, key_, position_, [=](const auto& words, auto& out) noexcept {
      const auto [a, b] =
          box_muller(unit_interval(words[0], words[1]), unit_interval(words[2], words[3]));
      out = {static_cast<T>(mean + deviation * a), static_cast<T>(mean + deviation * b)};
    });
  });
}

Tensor Rng::integers(const Shape& shape, std::int32_t first, std::int32_t last) {
  require(first <= last, "integers: the range {} to {} is empty", first, last);
  const auto count = static_cast<std::uint64_t>(std::int64_t{last} - first + 1);
  return fill<2, std::int32_t>(shape, key_, position_, [=](const auto& words, auto& out) noexcept {
    __extension__ using Wide = unsigned __int128;
    for (std::size_t i = 0; i < 2; ++i) {
      const Wide product = Wide{join(words[2 * i], words[2 * i + 1])} * count;
      out[i] = static_cast<std::int32_t>(first + static_cast<std::int64_t>(product >> 64));
    }
  });
}

Tensor Rng::permutation(std::int32_t count) {
  require(count >= 0, "permutation: count {} is negative", count);
  Tensor order = Tensor::arange(count, DType::int32);
  const std::span<std::int32_t> values = order.edit<std::int32_t>();
  for (std::int32_t i = count - 1; i > 0; --i)
    std::swap(values[static_cast<std::size_t>(i)], values[static_cast<std::size_t>(integer(0, i))]);
  return order;
}

}  // namespace gradflow
