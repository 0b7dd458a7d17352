#pragma once
// The smallest module that an optimiser can train: one weight, whose gradient the test chooses.

#include "autograd/ops.h"
#include "nn/module.h"

namespace gradflow::testing {

struct Bowl : nn::Module {
  explicit Bowl(Tensor start = Tensor::from({2}, {1, -3}, DType::float64)) : w(std::move(start)) {}
  void visit(nn::Visitor& visitor) override { visitor.parameter("w", w); }

  // 0.5 · curvature · w², whose gradient is curvature · w.
  Variable loss(double curvature) const { return sum(w * w) * (curvature / 2); }
  // A loss with that gradient, wherever w is.
  Variable slope(const Tensor& gradient) const { return sum(w * gradient); }

  nn::Parameter w;
};

}  // namespace gradflow::testing
