#pragma once
// Batch norm and group norm as layers over x (batch, channels, …), with the parameters weight, 1 at
// first, and bias, 0 at first, of each channel. The ops are in autograd/ops/channel_norm.h.

#include <cstdint>

#include "autograd/ops/channel_norm.h"
#include "nn/layer.h"

namespace gradflow::nn {

struct BatchNormOptions {
  double momentum = 0.1;  // share of a new batch in the running statistics, above 0, at most 1
  double epsilon = 1e-5;
  DType dtype = DType::float32;
};

// In training each call normalises with the moments of its batch, and moves the running statistics
// towards them, which are buffers: running_mean ← (1 - m) running_mean + m μ, from 0, and
// running_variance likewise, from 1, with the unbiased variance σ² n / (n - 1). In evaluation
// (Module::eval) it normalises with these and changes nothing.
class BatchNorm final : public Layer<Variable(Variable)> {
 public:
  // ArgumentError for numbers out of their range.
  explicit BatchNorm(std::int64_t channels, const BatchNormOptions& options = {});

  Parameter& weight() { return weight_; }
  Parameter& bias() { return bias_; }
  const Tensor& running_mean() const { return running_.mean; }
  const Tensor& running_variance() const { return running_.variance; }

  void visit(Visitor& visitor) override;

 protected:
  Variable forward(const Variable& x) override;

 private:
  double momentum_, epsilon_;
  Parameter weight_, bias_;
  ChannelMoments running_;
};

struct GroupNormOptions {
  double epsilon = 1e-5;
  DType dtype = DType::float32;
};

class GroupNorm final : public Layer<Variable(Variable)> {
 public:
  // ArgumentError for numbers out of their range and groups that do not divide the channels.
  GroupNorm(std::int64_t groups, std::int64_t channels, const GroupNormOptions& options = {});

  Parameter& weight() { return weight_; }
  Parameter& bias() { return bias_; }

  void visit(Visitor& visitor) override;

 protected:
  Variable forward(const Variable& x) override;

 private:
  std::int64_t groups_;
  double epsilon_;
  Parameter weight_, bias_;
};

}  // namespace gradflow::nn
