#include "tensor/batched_matmul.h"

#include <algorithm>

#include "tensor/matmul_matrices.h"

namespace gradflow {

namespace {

using kernel::Extents;

// Of one matrix of a batch, as it lies in memory.
struct Matrix {
  std::int64_t rows, columns;
  explicit Matrix(const Shape& shape)
      : rows(shape[shape.rank() - 2]), columns(shape[shape.rank() - 1]) {}
};

Extents check(const Tensor& a, const Tensor& b, bool transpose_a, bool transpose_b) {
  require_defined(a, "batched_matmul", "left operand");
  require_defined(b, "batched_matmul", "right operand");
  const Shape &left = a.shape(), &right = b.shape();
  require<ShapeError>(left.rank() >= 2 && left.rank() == right.rank(),
                      "batched_matmul: left is {}, right is {}; both must have two axes after "
                      "those of the batch",
                      left, right);
  require<TypeError>(a.dtype() == b.dtype(),
                     "batched_matmul: element types differ: left is {}, right is {}; convert one "
                     "with to()",
                     a.dtype(), b.dtype());
  const int batch_axes = left.rank() - 2;
  require<ShapeError>(std::equal(left.extents().begin(), left.extents().begin() + batch_axes,
                                 right.extents().begin()),
                      "batched_matmul: batches differ: left is {}, right is {}", left, right);
  const Matrix x(left), y(right);
  const Extents extents{transpose_a ? x.columns : x.rows, transpose_a ? x.rows : x.columns,
                        transpose_b ? y.rows : y.columns};
  require<ShapeError>(extents.inner == (transpose_b ? y.columns : y.rows),
                      "batched_matmul: inner extents differ: left is {}{}, right is {}{}", left,
                      transpose_a ? " transposed" : "", right, transpose_b ? " transposed" : "");
  return extents;
}

std::int64_t batch_of(const Shape& shape) { return shape.outer(shape.rank() - 2); }

// Two transposed factors are rare: one copy brings them to the dot form, as in matmul.
template <class T>
Tensor transpose_each(const Tensor& x) {
  const Matrix matrix(x.shape());
  const int rank = x.rank();
  Tensor out = Tensor::uninitialised(
      x.shape().with_extent(rank - 2, matrix.columns).with_extent(rank - 1, matrix.rows),
      x.dtype());
  const T* from = x.values<T>().data();
  T* to = out.edit<T>().data();
  for (std::int64_t i = 0; i < batch_of(x.shape()); ++i)
    for (std::int64_t row = 0; row < matrix.rows; ++row)
      for (std::int64_t column = 0; column < matrix.columns; ++column)
        to[(i * matrix.columns + column) * matrix.rows + row] = *from++;
  return out;
}

}  // namespace

Tensor batched_matmul(const Tensor& a, const Tensor& b, Transpose transpose_a,
                      Transpose transpose_b) {
  const bool flip_a = transpose_a == Transpose::yes, flip_b = transpose_b == Transpose::yes;
  const Extents extents = check(a, b, flip_a, flip_b);
  const int rank = a.rank();
  Tensor product = Tensor::uninitialised(
      a.shape().with_extent(rank - 2, extents.rows).with_extent(rank - 1, extents.columns),
      a.dtype());
  if (product.elements() == 0) return product;
  dispatch_floating(a.dtype(), "batched_matmul", [&]<class T>(T) {
    const Tensor left = flip_a && flip_b ? transpose_each<T>(a) : a;
    const T* x = left.values<T>().data();
    const T* y = b.values<T>().data();
    T* out = product.edit<T>().data();
    kernel::for_matrices(
        batch_of(a.shape()), extents.rows * extents.inner * extents.columns, [&](std::int64_t i) {
          kernel::multiply_matrices(x + i * extents.rows * extents.inner,
                                    y + i * extents.inner * extents.columns, flip_a && !flip_b,
                                    flip_b, extents, out + i * extents.rows * extents.columns);
        });
  });
  return product;
}

}  // namespace gradflow
