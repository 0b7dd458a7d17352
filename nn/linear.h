#pragma once
// The fully connected layer y = x Wᵀ + b, for x (batch, in), or (…, in) with more axes of the
// batch. Parameters: weight (out, in), bias (out).

#include <cstdint>

#include "nn/init/initialiser.h"
#include "nn/layer.h"
#include "tensor/random.h"

namespace gradflow::nn {

struct LinearOptions {
  init::Initialiser bias = init::constant(0);
  DType dtype = DType::float32;
};

class Linear final : public Layer<Variable(Variable)> {
 public:
  // The weight is drawn first, then the bias. ArgumentError unless both extents are at least 1.
  Linear(std::int64_t in, std::int64_t out, const init::Initialiser& initialiser, Rng& rng,
         const LinearOptions& options = {});

  Parameter& weight() { return weight_; }
  Parameter& bias() { return bias_; }

  void visit(Visitor& visitor) override;
  std::optional<std::int64_t> multiply_adds(std::span<const Variable> inputs,
                                            std::span<const Variable> outputs) const override;

 protected:
  Variable forward(const Variable& x) override;

 private:
  Parameter weight_, bias_;
};

}  // namespace gradflow::nn
