#include "autograd/ops/rearrange.h"

namespace gradflow {

Tensor Reshape::forward(const Tensor& x) {
  shape = x.shape();
  return x.reshape(extents);
}

std::array<Gradient, 1> Reshape::backward(const Tensor& upstream) const {
  return {upstream.reshape(shape)};
}

Tensor Transposition::forward(const Tensor& x) { return transpose(x); }

std::array<Gradient, 1> Transposition::backward(const Tensor& upstream) const {
  return {transpose(upstream)};
}

Tensor Slice::forward(const Tensor& x) {
  shape = x.shape();
  return slice(x, axis, begin, end);
}

std::array<Gradient, 1> Slice::backward(const Tensor& upstream) const {
  return {Gradient::slice(shape, upstream, axis, begin)};
}

Tensor Concatenate::forward(std::span<const Tensor> inputs) {
  Tensor whole = concatenate(inputs, axis);
  for (const Tensor& input : inputs) extents.push_back(input.extent(axis));
  return whole;
}

std::vector<Gradient> Concatenate::backward(const Tensor& upstream, Wanted wanted) const {
  std::vector<Gradient> gradients(extents.size());
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (wanted[i]) gradients[i] = slice(upstream, axis, begin, begin + extents[i]);
    begin += extents[i];
  }
  return gradients;
}

std::array<Variable, 1> Reshape::differentiable(std::span<const Variable>, const Variable&,
                                                const Variable& upstream) const {
  return {reshape(upstream, shape)};
}

std::array<Variable, 1> Transposition::differentiable(std::span<const Variable>, const Variable&,
                                                      const Variable& upstream) const {
  return {transpose(upstream)};
}

std::array<Variable, 1> Slice::differentiable(std::span<const Variable>, const Variable&,
                                              const Variable& upstream) const {
  const int a = shape.axis(axis, name);
  const Tensor before = Tensor::zeros(shape.with_extent(a, begin), upstream.dtype());
  const Tensor after = Tensor::zeros(shape.with_extent(a, shape[a] - end), upstream.dtype());
  return {concatenate({before, upstream, after}, a)};
}

std::vector<Variable> Concatenate::differentiable(std::span<const Variable>, const Variable&,
                                                  const Variable& upstream) const {
  std::vector<Variable> gradients;
  std::int64_t begin = 0;
  for (const std::int64_t extent : extents) {
    gradients.push_back(slice(upstream, axis, begin, begin + extent));
    begin += extent;
  }
  return gradients;
}

Variable reshape(const Variable& x, std::span<const std::int64_t> extents, SourceLocation where) {
  return apply(Reshape{{extents.begin(), extents.end()}, {}}, where, x);
}

Variable reshape(const Variable& x, std::initializer_list<std::int64_t> extents,
                 SourceLocation where) {
  return apply(Reshape{extents, {}}, where, x);
}

Variable reshape(const Variable& x, const Shape& shape, SourceLocation where) {
  return reshape(x, shape.extents(), where);
}

Variable transpose(const Variable& x, SourceLocation where) {
  return apply(Transposition{}, where, x);
}

Variable slice(const Variable& x, int axis, std::int64_t begin, std::int64_t end,
               SourceLocation where) {
  return apply(Slice{axis, begin, end, {}}, where, x);
}

Variable concatenate(std::span<const Variable> inputs, int axis, SourceLocation where) {
  return apply(Concatenate{axis, {}}, where, inputs);
}

Variable concatenate(std::initializer_list<Variable> inputs, int axis, SourceLocation where) {
  return concatenate(std::span<const Variable>(inputs.begin(), inputs.size()), axis, where);
}

}  // namespace gradflow
