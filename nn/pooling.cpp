#include "nn/pooling.h"

#include "autograd/ops/rearrange.h"

namespace gradflow::nn {

Variable flatten(const Variable& x, SourceLocation where) {
  require<ShapeError>(x.shape().rank() >= 1, "flatten: x is {}; expected (batch, …)", x.shape());
  return reshape(x, {x.shape()[0], x.shape().inner(0)}, where);
}

}  // namespace gradflow::nn
