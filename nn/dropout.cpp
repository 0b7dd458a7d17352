#include "nn/dropout.h"

#include <array>

#include "autograd/ops/dropout.h"
#include "tensor/error.h"

namespace gradflow::nn {

namespace {

Tensor words_of(const Rng& rng) {
  const std::array parts = {rng.key(), rng.key() >> 32U, rng.position(), rng.position() >> 32U};
  return Tensor::build<std::int32_t>(Shape{4}, [&](std::span<std::int32_t> words) {
    for (std::size_t i = 0; i < 4; ++i)
      words[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(parts[i]));
  });
}

Rng generator_of(const Tensor& state) {
  const auto words = state.values<std::int32_t>();
  const auto join = [&](std::size_t low) {
    return std::uint64_t{static_cast<std::uint32_t>(words[low + 1])} << 32U |
           static_cast<std::uint32_t>(words[low]);
  };
  return Rng(join(0), join(2));
}

}  // namespace

Dropout::Dropout(double probability, Rng& rng) : probability_(probability) {
  require(probability >= 0 && probability < 1,
          "Dropout: the probability is {}; it must be from 0 to below 1", probability);
  generator_ = words_of(rng.split());
}

void Dropout::visit(Visitor& visitor) { visitor.buffer("generator", generator_); }

Variable Dropout::forward(const Variable& x) {
  if (!is_training() || probability_ == 0) return x.passed_on();
  Rng rng = generator_of(generator_);
  Variable y = dropout(x, probability_, rng);
  generator_ = words_of(rng);
  return y;
}

}  // namespace gradflow::nn
