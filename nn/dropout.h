#pragma once
// Dropout as a layer: in training each element becomes 0 with a probability and the others grow by
// as much; after eval() x passes as it is. See autograd/ops/dropout.h.
//
// Each has a generator of its own, whose state is a buffer: a checkpoint restores it, and a run
// that resumes draws the masks it would have drawn.

#include "nn/layer.h"
#include "tensor/random.h"

namespace gradflow::nn {

class Dropout final : public Layer<Variable(Variable)> {
 public:
  // Splits its generator off `rng`. ArgumentError unless the probability is in [0, 1).
  Dropout(double probability, Rng& rng);

  double probability() const { return probability_; }

  // Buffer: generator, int32 (4), the words of the key and of the position, low ones first.
  void visit(Visitor& visitor) override;

 protected:
  // x itself after eval(), or when the probability is 0.
  Variable forward(const Variable& x) override;

 private:
  double probability_;
  Tensor generator_;
};

}  // namespace gradflow::nn
