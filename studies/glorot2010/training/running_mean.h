#pragma once
// The mean of what came since it was last taken: of a training's costs between two rows. A
// checkpoint keeps it to the bit.

#include <bit>
#include <cstdint>
#include <string_view>

#include "nn/checkpoint.h"

namespace glorot2010 {

class RunningMean {
 public:
  void add(double value) {
    sum_ += value;
    ++count_;
  }
  bool empty() const { return count_ == 0; }

  // The mean of what was added, at least one value; what comes next is a mean of its own.
  double take() {
    const double mean = sum_ / static_cast<double>(count_);
    *this = {};
    return mean;
  }

  // Under two names of the checkpoint: how many values, and the bits of their sum.
  void save(gradflow::nn::Checkpoint& checkpoint, std::string_view count,
            std::string_view sum_bits) const {
    checkpoint.set(count, count_);
    checkpoint.set(sum_bits, std::bit_cast<std::int64_t>(sum_));
  }
  void load(const gradflow::nn::Checkpoint& checkpoint, std::string_view count,
            std::string_view sum_bits) {
    count_ = checkpoint.number(count);
    sum_ = std::bit_cast<double>(checkpoint.number(sum_bits));
  }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace glorot2010
