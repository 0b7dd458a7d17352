#include "tensor/matmul.h"

#include <algorithm>

#include "tensor/matmul_kernel.h"
#include "tensor/parallel.h"
#include "tensor/rearrange.h"

namespace gradflow {

namespace {

constexpr std::int64_t kGrain = 65536;  // multiply-adds worth waking a thread for

struct Extents {
  std::int64_t rows, inner, columns;
};

Extents check(const Tensor& a, const Tensor& b, Transpose transpose_a, Transpose transpose_b) {
  require_defined(a, "matmul", "left operand");
  require_defined(b, "matmul", "right operand");
  require<ShapeError>(a.rank() == 2 && b.rank() == 2,
                      "matmul: left is {}, right is {}; both must have two axes", a.shape(),
                      b.shape());
  require<TypeError>(a.dtype() == b.dtype(),
                     "matmul: element types differ: left is {}, right is {}; convert one with to()",
                     a.dtype(), b.dtype());
  const bool ta = transpose_a == Transpose::yes, tb = transpose_b == Transpose::yes;
  const std::int64_t inner_a = a.shape()[ta ? 0 : 1], inner_b = b.shape()[tb ? 1 : 0];
  require<ShapeError>(
      inner_a == inner_b, "matmul: inner extents differ: left is {}{}, right is {}{}{}", a.shape(),
      ta ? " transposed" : "", b.shape(), tb ? " transposed" : "",
      inner_a == b.shape()[tb ? 0 : 1] ? (tb ? "; was the right one meant without Transpose::yes?"
                                             : "; was the right one meant with Transpose::yes?")
                                       : "");
  return {a.shape()[ta ? 1 : 0], inner_a, b.shape()[tb ? 0 : 1]};
}

// The product cut into a grid of `row_step` × `column_step` blocks, neighbours along a row of
// blocks next to each other, so that a thread of a static schedule keeps a band of rows (or, for a
// product of few rows, of columns).
template <class Block>
void for_grid(Extents extents, std::int64_t row_step, std::int64_t column_step, Block&& block) {
  const std::int64_t down = (extents.rows + row_step - 1) / row_step;
  const std::int64_t across = (extents.columns + column_step - 1) / column_step;
  const std::int64_t work = row_step * column_step * std::max<std::int64_t>(1, extents.inner);
  const std::int64_t at_once = std::max<std::int64_t>(1, kGrain / work);
  for_ranges(down * across, at_once, [&](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t piece = begin; piece < end; ++piece) {
      const std::int64_t row = piece / across * row_step;
      const std::int64_t column = piece % across * column_step;
      block(row, std::min(extents.rows, row + row_step), column,
            std::min(extents.columns, column + column_step));
    }
  });
}

template <class T>
void multiply(Tensor& target, const Tensor& a, const Tensor& b, bool transpose_a, bool transpose_b,
              Extents extents, T alpha, T beta) {
  const T* left = a.values<T>().data();
  const T* right = b.values<T>().data();
  const kernel::Target<T> out{target.edit<T>().data(), extents.columns, alpha, beta};
  constexpr std::int64_t kWidth = Lanes<T>::kCount;
  if (transpose_b) {
    for_grid(extents, 4 * kernel::kDotRowsA, 4 * kernel::kDotRowsB,
             [&](std::int64_t row, std::int64_t row_end, std::int64_t column,
                 std::int64_t column_end) noexcept {
               kernel::dot_block(left, extents.inner, right, extents.inner, extents.inner, out, row,
                                 row_end, column, column_end);
             });
    return;
  }
  const kernel::Factor<T> factor{left, transpose_a ? 1 : extents.inner,
                                 transpose_a ? extents.rows : 1};
  for_grid(extents, 4 * kernel::kOuterRows, 2 * kWidth,
           [&](std::int64_t row, std::int64_t row_end, std::int64_t column,
               std::int64_t column_end) noexcept {
             kernel::outer_block(factor, right, extents.columns, extents.inner, out, row, row_end,
                                 column, column_end);
           });
}

}  // namespace

Shape matmul_shape(const Tensor& a, const Tensor& b, Transpose transpose_a, Transpose transpose_b) {
  const Extents extents = check(a, b, transpose_a, transpose_b);
  return Shape{extents.rows, extents.columns};
}

Tensor matmul(const Tensor& a, const Tensor& b, Transpose transpose_a, Transpose transpose_b) {
  Tensor product = Tensor::uninitialised(matmul_shape(a, b, transpose_a, transpose_b), a.dtype());
  matmul_into(product, a, b, transpose_a, transpose_b, 1.0, 0.0);
  return product;
}

void matmul_into(Tensor& target, const Tensor& a, const Tensor& b, Transpose transpose_a,
                 Transpose transpose_b, double alpha, double beta) {
  const Extents extents = check(a, b, transpose_a, transpose_b);
  require_defined(target, "matmul", "target");
  require<ShapeError>(target.shape() == Shape{extents.rows, extents.columns},
                      "matmul: target is {}, the product is [{}, {}]", target.shape(), extents.rows,
                      extents.columns);
  require<TypeError>(target.dtype() == a.dtype(), "matmul: target is {}, the operands are {}",
                     target.dtype(), a.dtype());
  require(&target != &a && &target != &b, "matmul: the target is its own operand; give a clone()");
  // Two transposed factors are rare: one copy brings them to the dot form.
  const bool both = transpose_a == Transpose::yes && transpose_b == Transpose::yes;
  const Tensor left = both ? transpose(a) : a;
  dispatch_floating(a.dtype(), "matmul", [&]<class T>(T) {
    multiply<T>(target, left, b, transpose_a == Transpose::yes && !both,
                transpose_b == Transpose::yes, extents, static_cast<T>(alpha),
                static_cast<T>(beta));
  });
}

const char* instruction_set() {
#define GRADFLOW_TEXT_OF(name) #name
#define GRADFLOW_TEXT(name) GRADFLOW_TEXT_OF(name)
  return GRADFLOW_TEXT(GRADFLOW_ISA);
#undef GRADFLOW_TEXT
#undef GRADFLOW_TEXT_OF
}

}  // namespace gradflow
