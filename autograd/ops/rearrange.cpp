#include "autograd/ops/rearrange.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace gradflow {

namespace {

// `shape` with an axis of extent 1 more, as number `axis` of the result.
Shape with_new_axis(const Shape& shape, int axis) {
  std::vector<std::int64_t> extents(shape.extents().begin(), shape.extents().end());
  extents.insert(extents.begin() + axis, 1);
  return Shape(extents);
}

std::vector<const Variable*> addresses(std::initializer_list<Listed> inputs) {
  std::vector<const Variable*> pointers;
  for (const Listed& input : inputs) pointers.push_back(input.variable);
  return pointers;
}

}  // namespace

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

std::array<RecordedGradient, 1> Slice::differentiable(std::span<const Variable>, const Variable&,
                                                      const Variable& upstream) const {
  return {RecordedGradient::slice(shape, upstream, axis, begin)};
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

Variable concatenate(std::initializer_list<Listed> inputs, int axis, SourceLocation where) {
  return apply(Concatenate{axis, {}}, where, addresses(inputs));
}

Tensor Stack::forward(std::span<const Tensor> inputs) {
  require(!inputs.empty(), "stack: no tensors given");
  shape = inputs[0].shape();
  const int rank = shape.rank() + 1;
  require<ShapeError>(-rank <= axis && axis < rank, "stack: {} with one axis more has no axis {}",
                      shape, axis);
  if (axis < 0) axis += rank;
  std::vector<Tensor> thick;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    require<ShapeError>(inputs[i].shape() == shape,
                        "stack: tensor 0 is {}, tensor {} is {}; all must have one shape", shape, i,
                        inputs[i].shape());
    require<TypeError>(inputs[i].dtype() == inputs[0].dtype(),
                       "stack: tensor 0 is {}, tensor {} is {}", inputs[0].dtype(), i,
                       inputs[i].dtype());
    thick.push_back(inputs[i].reshape(with_new_axis(shape, axis)));
  }
  return concatenate(thick, axis);
}

std::vector<Gradient> Stack::backward(const Tensor& upstream, Wanted wanted) const {
  std::vector<Gradient> gradients(static_cast<std::size_t>(upstream.shape()[axis]));
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const auto begin = static_cast<std::int64_t>(i);
    if (wanted[i]) gradients[i] = slice(upstream, axis, begin, begin + 1).reshape(shape);
  }
  return gradients;
}

std::vector<Variable> Stack::differentiable(std::span<const Variable> inputs, const Variable&,
                                            const Variable& upstream) const {
  std::vector<Variable> gradients;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto begin = static_cast<std::int64_t>(i);
    gradients.push_back(reshape(slice(upstream, axis, begin, begin + 1), shape));
  }
  return gradients;
}

Variable stack(std::span<const Variable> inputs, int axis, SourceLocation where) {
  return apply(Stack{axis, {}}, where, inputs);
}

Variable stack(std::initializer_list<Listed> inputs, int axis, SourceLocation where) {
  return apply(Stack{axis, {}}, where, addresses(inputs));
}

std::vector<Variable> split(const Variable& x, std::int64_t parts, int axis, SourceLocation where) {
  const std::int64_t extent = x.shape()[x.shape().axis(axis, "split")];
  require<ShapeError>(parts > 0 && extent % parts == 0,
                      "split: {} parts do not divide axis {} of {}", parts, axis, x.shape());
  const std::vector<std::int64_t> extents(static_cast<std::size_t>(parts), extent / parts);
  return split(x, extents, axis, where);
}

std::vector<Variable> split(const Variable& x, std::span<const std::int64_t> extents, int axis,
                            SourceLocation where) {
  const std::int64_t extent = x.shape()[x.shape().axis(axis, "split")];
  const bool fit =
      std::ranges::all_of(extents, [&](std::int64_t part) { return part >= 0 && part <= extent; });
  require<ShapeError>(fit,
                      "split: one of the extents {} is negative, or more than axis {} of {} has",
                      fmt::join(extents, ", "), axis, x.shape());
  require<ShapeError>(std::accumulate(extents.begin(), extents.end(), std::int64_t{0}) == extent,
                      "split: extents {} do not sum to that of axis {} of {}",
                      fmt::join(extents, " + "), axis, x.shape());
  std::vector<Variable> parts;
  std::int64_t begin = 0;
  for (const std::int64_t part : extents) {
    parts.push_back(slice(x, axis, begin, begin + part, where));
    begin += part;
  }
  return parts;
}

std::vector<Variable> split(const Variable& x, std::initializer_list<std::int64_t> extents,
                            int axis, SourceLocation where) {
  return split(x, std::span<const std::int64_t>(extents.begin(), extents.size()), axis, where);
}

}  // namespace gradflow
