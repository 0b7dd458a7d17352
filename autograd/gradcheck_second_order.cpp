#include <span>
#include <utility>
#include <vector>

#include "autograd/grad_mode.h"
#include "autograd/gradcheck.h"
#include "autograd/ops/rearrange.h"
#include "autograd/recorded_pass.h"
#include "tensor/random.h"

namespace gradflow {

namespace {

using Function = std::function<Variable(std::span<const Variable>)>;

// The gradients of f, one after the other in a row. The last of the inputs is the seed.
Variable gradients_of(const Function& f, std::span<const Variable> inputs) {
  const EnableGrad recording;  // gradcheck asks for values alone where it takes differences
  std::vector<Variable> leaves, targets;
  for (const Variable& x : inputs.first(inputs.size() - 1)) {
    const bool moves = is_floating(x.dtype());
    leaves.push_back(x.requires_gradient() || !moves ? x
                                                     : Variable(x.value(), RequiresGradient::yes));
    if (moves) targets.push_back(leaves.back());
  }
  const Variable y = f(leaves);
  if (!y.requires_gradient()) return Tensor::zeros(Shape{}, y.dtype());
  std::vector<Variable> rows;
  for (const Variable& gradient : differentiable_gradients(y, targets, inputs.back()))
    rows.push_back(reshape(gradient, {-1}));
  return concatenate(rows, 0);
}

}  // namespace

GradcheckReport gradcheck_second_order(const Function& f, std::vector<Tensor> inputs,
                                       const GradcheckOptions& options) {
  std::vector<Variable> leaves;
  for (Tensor& x : inputs) {
    if (is_floating(x.dtype())) x = x.to(DType::float64);
    leaves.emplace_back(x);
  }
  const Shape shape = f(leaves).shape();
  inputs.push_back(Rng(options.seed).uniform(shape, 0.5, 1.5, DType::float64));
  return gradcheck([&f](std::span<const Variable> given) { return gradients_of(f, given); },
                   std::move(inputs), options);
}

}  // namespace gradflow
