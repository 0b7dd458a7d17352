#pragma once
// Randomness as a value. An Rng is a key and a position in the stream of Philox4x32-10 (Salmon et
// al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), passed to whoever draws. Element i of a
// fill is a function of (key, position, i), so the bits never depend on the number of threads, and
// two integers are the whole state of a checkpoint. There is no global generator.

#include <array>
#include <cstdint>

#include "tensor/dtype.h"
#include "tensor/shape.h"
#include "tensor/tensor.h"

namespace gradflow {

// Ten rounds of Philox4x32 over a 128-bit counter and a 64-bit key.
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key);

class Rng {
 public:
  explicit Rng(std::uint64_t seed) : key_(seed) {}
  Rng(std::uint64_t key, std::uint64_t position) : key_(key), position_(position) {}

  std::uint64_t key() const { return key_; }
  std::uint64_t position() const { return position_; }

  // A generator with a stream of its own. Two splits of one generator differ, as do its own draws.
  Rng split();
  // A stream that is a function of (key, index) alone, whatever has been drawn: batch i of an
  // epoch.
  Rng at(std::uint64_t index) const;

  std::uint32_t bits();                                         // 32 uniform bits
  double uniform();                                             // [0, 1), 53 bits
  double uniform(double low, double high);                      // [low, high)
  double normal();                                              // mean 0, standard deviation 1
  std::int64_t integer(std::int64_t first, std::int64_t last);  // uniform on first … last, both in

  // Tensors of independent draws, the same for every number of threads.
  Tensor uniform(const Shape& shape, double low, double high, DType dtype = DType::float32);
  Tensor normal(const Shape& shape, double mean, double deviation, DType dtype = DType::float32);
  // int32 values, uniform on first … last, both included.
  Tensor integers(const Shape& shape, std::int32_t first, std::int32_t last);
  // A random order of 0 … count-1, int32.
  Tensor permutation(std::int32_t count);

  friend bool operator==(const Rng&, const Rng&) = default;

 private:
  std::uint64_t key_;
  std::uint64_t position_ = 0;  // counter blocks already used, four words each
};

}  // namespace gradflow
