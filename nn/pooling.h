#pragma once
// Pooling and flattening as layers: the ops of autograd/ops/pooling.h, where their numbers are told
// and checked, with the numbers kept. Each pools images (batch, channels, height, width) and
// signals (batch, channels, length), of which `width` is the number.

#include "autograd/ops/pooling.h"
#include "nn/layer.h"

namespace gradflow::nn {

class MaxPool2d final : public Layer<Variable(Variable)> {
 public:
  explicit MaxPool2d(PerAxis kernel, const PoolingOptions& options = {})
      : kernel_(kernel), options_(options) {}
  void visit(Visitor&) override {}

 protected:
  Variable forward(const Variable& x) override { return max_pool(x, kernel_, options_); }

 private:
  PerAxis kernel_;
  PoolingOptions options_;
};

class AveragePool2d final : public Layer<Variable(Variable)> {
 public:
  explicit AveragePool2d(PerAxis kernel, const PoolingOptions& options = {})
      : kernel_(kernel), options_(options) {}
  void visit(Visitor&) override {}

 protected:
  Variable forward(const Variable& x) override { return average_pool(x, kernel_, options_); }

 private:
  PerAxis kernel_;
  PoolingOptions options_;
};

class AdaptiveAveragePool2d final : public Layer<Variable(Variable)> {
 public:
  explicit AdaptiveAveragePool2d(PerAxis size) : size_(size) {}
  void visit(Visitor&) override {}

 protected:
  Variable forward(const Variable& x) override { return adaptive_average_pool(x, size_); }

 private:
  PerAxis size_;
};

// (batch, …) → (batch, elements of one example), between images and linear layers:
// net.add("flat", nn::flatten). ShapeError for rank 0.
Variable flatten(const Variable& x, SourceLocation where = SourceLocation::current());

}  // namespace gradflow::nn
