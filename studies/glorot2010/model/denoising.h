#pragma once
// One layer of a network as a denoising auto-encoder (Vincent, Larochelle, Bengio & Manzagol 2008,
// "Extracting and composing robust features with denoising autoencoders"): y = f(W x̃ + b) from a
// corrupted input, and σ(Wᵀ y + c) against the input as it was. The weights are the network's own,
// used both ways; c is beside it.

#include <cstdint>
#include <string>
#include <vector>

#include "nn/module.h"
#include "studies/glorot2010/model/network.h"
#include "tensor/random.h"

namespace glorot2010 {

// The vectors c of every hidden layer, "c1" … , zero at first. What is saved with the network.
class DecoderBiases final : public gradflow::nn::Module {
 public:
  explicit DecoderBiases(const NetworkConfig& config);

  gradflow::nn::Parameter& of_layer(int i) { return biases_[static_cast<std::size_t>(i - 1)]; }
  void visit(gradflow::nn::Visitor& visitor) override;

 private:
  std::vector<gradflow::nn::Parameter> biases_;
};

class DenoisingAutoencoder final : public gradflow::nn::Module {
 public:
  // Of hidden layer i. Both must outlive this.
  DenoisingAutoencoder(Network& network, DecoderBiases& biases, int i)
      : encoder_(network.linear(i)),
        activation_(network.activation(i)),
        bias_(biases.of_layer(i)) {}

  // Cross-entropy of the reconstruction, summed over the inputs, mean over the batch, rank 0: of
  // `corrupted` (batch, inputs) with `target`, the same shape, in [0, 1]. ArgumentError for a
  // target outside of that.
  gradflow::Variable reconstruction_cost(const gradflow::Tensor& corrupted,
                                         const gradflow::Tensor& target);

  void visit(gradflow::nn::Visitor& visitor) override;

 private:
  gradflow::nn::Linear& encoder_;
  gradflow::nn::Activation& activation_;
  gradflow::nn::Parameter& bias_;
};

// Masking noise: each element is 0 with that probability, on its own, and else as it was.
gradflow::Tensor masked(const gradflow::Tensor& x, double probability, gradflow::Rng rng);

}  // namespace glorot2010
