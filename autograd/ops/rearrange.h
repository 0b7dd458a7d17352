#pragma once
// Ops that move elements and compute nothing: reshape, transposition, slices, and how parts are
// joined.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "autograd/op.h"
#include "tensor/rearrange.h"

namespace gradflow {

// The elements of x, in order, under other extents; one may be -1 and is inferred. dx = dy under
// the extents of x. Both share storage with what they come from.
struct Reshape {
  static constexpr std::string_view name = "reshape";
  static constexpr std::string_view formula = "y = x in another shape; dx = dy in the shape of x";
  std::vector<std::int64_t> extents;
  Shape shape;  // of x
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable reshape(const Variable& x, std::span<const std::int64_t> extents,
                 SourceLocation where = SourceLocation::current());
Variable reshape(const Variable& x, std::initializer_list<std::int64_t> extents,
                 SourceLocation where = SourceLocation::current());
Variable reshape(const Variable& x, const Shape& shape,
                 SourceLocation where = SourceLocation::current());

// (rows, columns) → (columns, rows).
struct Transposition {
  static constexpr std::string_view name = "transpose";
  static constexpr std::string_view formula = "y = xᵀ; dx = dyᵀ";
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable transpose(const Variable& x, SourceLocation where = SourceLocation::current());

// Positions begin … end-1 of an axis; dx = dy there, 0 elsewhere, and not formed until somebody
// needs it: a target adds dy to its slice alone.
struct Slice {
  static constexpr std::string_view name = "slice";
  static constexpr std::string_view formula = "y = x[begin … end-1]; dx = dy there, 0 elsewhere";
  int axis;
  std::int64_t begin, end;
  Shape shape;  // of x
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<RecordedGradient, 1> differentiable(std::span<const Variable> inputs,
                                                 const Variable& output,
                                                 const Variable& upstream) const;
};
Variable slice(const Variable& x, int axis, std::int64_t begin, std::int64_t end,
               SourceLocation where = SourceLocation::current());

// An input in a list, {a, b}: a variable, which is not copied, or a tensor. Made by conversion, and
// gone with the expression.
struct Listed {
  Listed(const Variable& v) : variable(&v) {}                             // NOLINT: converts
  Listed(const Tensor& t, SourceLocation at = SourceLocation::current())  // NOLINT: converts
      : data(t, at), variable(&data) {}
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

  Variable data;  // of a tensor
  const Variable* variable;
};

// The inputs one after the other along an axis; the gradient of each is its slice of dy.
struct Concatenate {
  static constexpr std::string_view name = "concatenate";
  static constexpr std::string_view formula =
      "y = the inputs, one after the other; the gradient of each is its slice of dy";
  int axis;
  std::vector<std::int64_t> extents;  // of the inputs, along the axis
  Tensor forward(std::span<const Tensor> inputs);
  std::vector<Gradient> backward(const Tensor& upstream, Wanted wanted) const;
  std::vector<Variable> differentiable(std::span<const Variable> inputs, const Variable& output,
                                       const Variable& upstream) const;
};
Variable concatenate(std::span<const Variable> inputs, int axis,
                     SourceLocation where = SourceLocation::current());
Variable concatenate(std::initializer_list<Listed> inputs, int axis,
                     SourceLocation where = SourceLocation::current());

// The inputs, of one shape, one behind the other along a new axis, which may also be the last; the
// gradient of each is its slice of dy. A negative axis counts from the back of y.
struct Stack {
  static constexpr std::string_view name = "stack";
  static constexpr std::string_view formula =
      "y = the inputs along a new axis; the gradient of each is its slice of dy";
  int axis;
  Shape shape;  // of each input
  Tensor forward(std::span<const Tensor> inputs);
  std::vector<Gradient> backward(const Tensor& upstream, Wanted wanted) const;
  std::vector<Variable> differentiable(std::span<const Variable> inputs, const Variable& output,
                                       const Variable& upstream) const;
};
Variable stack(std::span<const Variable> inputs, int axis,
               SourceLocation where = SourceLocation::current());
Variable stack(std::initializer_list<Listed> inputs, int axis,
               SourceLocation where = SourceLocation::current());

// x as slices along an axis, one after the other: so many of one extent, which must divide that of
// x, or of these extents, which must sum to it. ShapeError otherwise.
std::vector<Variable> split(const Variable& x, std::int64_t parts, int axis,
                            SourceLocation where = SourceLocation::current());
std::vector<Variable> split(const Variable& x, std::span<const std::int64_t> extents, int axis,
                            SourceLocation where = SourceLocation::current());
std::vector<Variable> split(const Variable& x, std::initializer_list<std::int64_t> extents,
                            int axis, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
