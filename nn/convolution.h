#pragma once
// Convolutional layers, with the parameters weight and bias (out). What the options mean, and the
// extents of the output, is told with the op: autograd/ops/convolution.h.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "autograd/ops/convolution.h"
#include "nn/init/initialiser.h"
#include "nn/layer.h"
#include "tensor/random.h"

namespace gradflow::nn {

struct ConvOptions {
  PerAxis stride = 1;
  PerAxis padding = 0;
  PerAxis dilation = 1;
  std::int64_t groups = 1;
  bool biased = true;  // a bias is no use before a normalisation, which takes it away again
  init::Initialiser bias = init::constant(0);
  DType dtype = DType::float32;
};

// What both have in common.
class ConvolutionLayer : public Layer<Variable(Variable)> {
 public:
  Parameter& weight() { return weight_; }
  // ArgumentError for a layer without one.
  Parameter& bias();

  void visit(Visitor& visitor) override;
  // Products with the padding count as well.
  std::optional<std::int64_t> multiply_adds(std::span<const Variable> inputs,
                                            std::span<const Variable> outputs) const override;

 protected:
  ConvolutionLayer(std::string_view name, const Shape& weight, const init::Initialiser& initialiser,
                   Rng& rng, const ConvOptions& options);
  Variable forward(const Variable& x) override;

 private:
  std::string_view name_;
  ConvolutionOptions options_;
  bool biased_;
  Parameter weight_, bias_;
};

// For images x (batch, in, height, width); weight (out, in / groups, kernel height, kernel width).
class Conv2d final : public ConvolutionLayer {
 public:
  // The weight is drawn first, then the bias. ArgumentError for numbers out of their range and
  // groups that do not divide in and out.
  Conv2d(std::int64_t in, std::int64_t out, PerAxis kernel, const init::Initialiser& initialiser,
         Rng& rng, const ConvOptions& options = {});
};

// For signals x (batch, in, length); weight (out, in / groups, kernel).
class Conv1d final : public ConvolutionLayer {
 public:
  // As Conv2d. Of what the options give per axis it takes the width's.
  Conv1d(std::int64_t in, std::int64_t out, std::int64_t kernel,
         const init::Initialiser& initialiser, Rng& rng, const ConvOptions& options = {});
};

}  // namespace gradflow::nn
