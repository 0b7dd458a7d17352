#include "autograd/sink.h"

namespace gradflow {

void AccumulatingSink::settle(Variable leaf, Gradient gradient) {
  Tensor& sum = leaf.node().attach().gradient;
  if (!sum.defined()) {
    sum = std::move(gradient).take();
    return;
  }
  if (!sum.sole_owner()) sum = sum.clone();  // a hook or a user keeps the earlier one
  gradient.add_to(sum);
}

}  // namespace gradflow
