#include "nn/channel_norm.h"

#include <cmath>
#include <string_view>
#include <utility>

#include "tensor/arithmetic.h"
#include "tensor/error.h"

namespace gradflow::nn {

namespace {

void check(std::string_view layer, std::int64_t channels, double epsilon) {
  require(channels >= 1, "{}: channels is {}; it must be at least 1", layer, channels);
  require(std::isfinite(epsilon) && epsilon > 0, "{}: epsilon is {}; it must be finite and above 0",
          layer, epsilon);
}

}  // namespace

BatchNorm::BatchNorm(std::int64_t channels, const BatchNormOptions& options)
    : momentum_(options.momentum), epsilon_(options.epsilon) {
  check("BatchNorm", channels, epsilon_);
  require(momentum_ > 0 && momentum_ <= 1,
          "BatchNorm: momentum is {}; it must be above 0 and at most 1", momentum_);
  weight_ = Parameter(Tensor::ones({channels}, options.dtype));
  bias_ = Parameter(Tensor::zeros({channels}, options.dtype));
  running_ = {Tensor::zeros({channels}, options.dtype), Tensor::ones({channels}, options.dtype)};
}

void BatchNorm::visit(Visitor& visitor) {
  visitor.parameter("weight", weight_);
  visitor.parameter("bias", bias_);
  visitor.buffer("running_mean", running_.mean);
  visitor.buffer("running_variance", running_.variance);
}

Variable BatchNorm::forward(const Variable& x) {
  if (!is_training()) return batch_norm(x, weight_, bias_, running_, epsilon_);
  ChannelMoments batch;
  Variable y = batch_norm(x, weight_, bias_, epsilon_, &batch);
  const double count = static_cast<double>(x.shape()[0] * x.shape().inner(1));
  Tensor mean = running_.mean * (1 - momentum_) + batch.mean * momentum_;
  Tensor variance =
      running_.variance * (1 - momentum_) + batch.variance * (momentum_ * count / (count - 1));
  running_ = {std::move(mean), std::move(variance)};  // both, or on an error none
  return y;
}

GroupNorm::GroupNorm(std::int64_t groups, std::int64_t channels, const GroupNormOptions& options)
    : groups_(groups), epsilon_(options.epsilon) {
  check("GroupNorm", channels, epsilon_);
  require(groups >= 1 && channels % groups == 0,
          "GroupNorm: groups is {}; expected a number that divides the {} channels", groups,
          channels);
  weight_ = Parameter(Tensor::ones({channels}, options.dtype));
  bias_ = Parameter(Tensor::zeros({channels}, options.dtype));
}

void GroupNorm::visit(Visitor& visitor) {
  visitor.parameter("weight", weight_);
  visitor.parameter("bias", bias_);
}

Variable GroupNorm::forward(const Variable& x) {
  return group_norm(x, groups_, weight_, bias_, epsilon_);
}

}  // namespace gradflow::nn
