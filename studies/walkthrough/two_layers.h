#pragma once
// The network that the walkthrough steps through: two inputs, a hidden layer of three tanh units,
// two classes; and a batch of four for it.

#include "autograd/ops.h"
#include "tensor/random.h"

namespace walkthrough {

struct TwoLayers {
  gradflow::Variable w1, b1, w2, b2;

  explicit TwoLayers(gradflow::Rng& rng)
      : w1(rng.uniform({3, 2}, -1, 1), gradflow::RequiresGradient::yes, "h1.weight"),
        b1(gradflow::Tensor::zeros({3}), gradflow::RequiresGradient::yes, "h1.bias"),
        w2(rng.uniform({2, 3}, -1, 1), gradflow::RequiresGradient::yes, "output.weight"),
        b2(gradflow::Tensor::zeros({2}), gradflow::RequiresGradient::yes, "output.bias") {}

  gradflow::Variable loss(const gradflow::Variable& x, const gradflow::Tensor& labels) const {
    gradflow::Variable s1 = linear(x, w1, b1).set_label("s1");
    gradflow::Variable z1 = tanh(s1).set_label("z1");
    gradflow::Variable logits = linear(z1, w2, b2).set_label("logits");
    return cross_entropy(logits, labels).set_label("loss");
  }
};

struct Batch {
  gradflow::Variable x{
      gradflow::Tensor::from({4, 2}, {0.5, -1.0, 1.5, 0.2, -0.3, 0.8, -1.2, -0.4})};
  gradflow::Tensor labels = gradflow::Tensor::from({4}, {0, 1, 1, 0}, gradflow::DType::int32);

  Batch() { x.set_label("x"); }
};

}  // namespace walkthrough
