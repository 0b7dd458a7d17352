#include "studies/glorot2010/model/denoising.h"

#include <fmt/core.h>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/loss.h"
#include "autograd/ops/product.h"
#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"

namespace glorot2010 {

using gradflow::Tensor;
using gradflow::Variable;

DecoderBiases::DecoderBiases(const NetworkConfig& config) {
  biases_.reserve(static_cast<std::size_t>(config.depth));  // visitors keep their addresses
  std::int64_t below = config.inputs;
  for (int i = 1; i <= config.depth; ++i) {
    biases_.emplace_back(Tensor::zeros({below}));
    below = config.width_of(i);
  }
}

void DecoderBiases::visit(gradflow::nn::Visitor& visitor) {
  for (std::size_t i = 0; i < biases_.size(); ++i)
    visitor.parameter(fmt::format("c{}", i + 1), biases_[i]);
}

Variable DenoisingAutoencoder::reconstruction_cost(const Tensor& corrupted, const Tensor& target) {
  const Variable y = activation_(encoder_(corrupted));
  const Variable logits = matmul(y, encoder_.weight()) + bias_;
  // That op is a mean over the elements.
  return binary_cross_entropy(logits, target) * static_cast<double>(target.extent(1));
}

void DenoisingAutoencoder::visit(gradflow::nn::Visitor& visitor) {
  visitor.child("encoder", encoder_);
  visitor.parameter("c", bias_);
}

Tensor masked(const Tensor& x, double probability, gradflow::Rng rng) {
  const auto keep = [probability](auto value, auto draw) {
    return static_cast<double>(draw) < probability ? decltype(value){0} : value;
  };
  return gradflow::zip(x, rng.uniform(x.shape(), 0, 1, x.dtype()), keep, "masked");
}

}  // namespace glorot2010
