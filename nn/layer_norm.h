#pragma once
// Layer normalisation along the last axis, for x (…, width). Parameters: weight, at first 1, and
// bias, at first 0, both (width). See autograd/ops/layer_norm.h for the formula.

#include <cstdint>

#include "nn/layer.h"

namespace gradflow::nn {

struct LayerNormOptions {
  double epsilon = 1e-5;  // added to the variance; finite and above 0
  DType dtype = DType::float32;
};

class LayerNorm final : public Layer<Variable(Variable)> {
 public:
  // ArgumentError for a width below 1 or an epsilon out of its range.
  explicit LayerNorm(std::int64_t width, const LayerNormOptions& options = {});

  Parameter& weight() { return weight_; }
  Parameter& bias() { return bias_; }

  void visit(Visitor& visitor) override;

 protected:
  Variable forward(const Variable& x) override;

 private:
  double epsilon_;
  Parameter weight_, bias_;
};

}  // namespace gradflow::nn
