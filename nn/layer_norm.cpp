#include "nn/layer_norm.h"

#include <cmath>

#include "autograd/ops/layer_norm.h"
#include "tensor/error.h"

namespace gradflow::nn {

LayerNorm::LayerNorm(std::int64_t width, const LayerNormOptions& options)
    : epsilon_(options.epsilon) {
  require(width >= 1, "LayerNorm: the width is {}; it must be at least 1", width);
  require(std::isfinite(epsilon_) && epsilon_ > 0,
          "LayerNorm: epsilon is {}; it must be finite and above 0", epsilon_);
  weight_ = Parameter(Tensor::ones(Shape{width}, options.dtype));
  bias_ = Parameter(Tensor::zeros(Shape{width}, options.dtype));
}

void LayerNorm::visit(Visitor& visitor) {
  visitor.parameter("weight", weight_);
  visitor.parameter("bias", bias_);
}

Variable LayerNorm::forward(const Variable& x) { return layer_norm(x, weight_, bias_, epsilon_); }

}  // namespace gradflow::nn
