#include "nn/linear.h"

#include "autograd/ops/product.h"
#include "autograd/ops/rearrange.h"
#include "tensor/error.h"

namespace gradflow::nn {

Linear::Linear(std::int64_t in, std::int64_t out, const init::Initialiser& initialiser, Rng& rng,
               const LinearOptions& options) {
  require(in >= 1 && out >= 1, "Linear: in is {}, out is {}; both must be at least 1", in, out);
  weight_ = Parameter(initialiser(Shape{out, in}, rng, options.dtype));
  bias_ = Parameter(options.bias(Shape{out}, rng, options.dtype));
}

void Linear::visit(Visitor& visitor) {
  visitor.parameter("weight", weight_);
  visitor.parameter("bias", bias_);
}

Variable Linear::forward(const Variable& x) {
  const Shape& shape = x.shape();
  if (shape.rank() <= 2) return linear(x, weight_, bias_);
  // The axes before the last are one batch. An inferred extent would fail for an empty one.
  const int last = shape.rank() - 1;
  const Variable rows = reshape(x, {shape.outer(last), shape[last]});
  return reshape(linear(rows, weight_, bias_), shape.with_extent(last, weight_.shape()[0]));
}

std::optional<std::int64_t> Linear::multiply_adds(std::span<const Variable> inputs,
                                                  std::span<const Variable>) const {
  return inputs[0].value().elements() * weight_.value().extent(0);
}

}  // namespace gradflow::nn
