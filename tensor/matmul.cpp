#include "tensor/matmul.h"

#include <algorithm>

#include "tensor/arithmetic.h"
#include "tensor/matmul_matrices.h"
#include "tensor/matmul_team.h"
#include "tensor/rearrange.h"

namespace gradflow {

namespace {

using kernel::Extents;

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

template <class T>
void multiply(const T* left, const T* right, bool transpose_a, bool transpose_b,
              const Extents& extents, const kernel::Target<T>& out) {
  if (extents.rows == 0 || extents.columns == 0) return;
  if (transpose_b) {
    kernel::multiply_dot(left, right, extents, out);
    return;
  }
  const kernel::Factor<T> factor{left, transpose_a ? 1 : extents.inner,
                                 transpose_a ? extents.rows : 1};
  if (extents.rows <= kernel::kSkinnyRows) {
    const kernel::Target<T> w{const_cast<T*>(right), extents.columns, ScaledSum{1, 0}};
    kernel::multiply_skinny(kernel::SkinnyWalk<T>{factor, w, nullptr, extents.columns}, extents,
                            out);
  } else if (extents.inner <= kernel::kUpdateInner) {
    kernel::multiply_update(factor, right, extents, out);
  } else if (transpose_a) {
    kernel::multiply_packed<false>(factor, right, extents, out);
  } else {
    kernel::multiply_packed<true>(factor, right, extents, out);
  }
}

template <class T>
void multiply_then_update(Tensor& product, const Tensor& a, Tensor& b, const Tensor& x,
                          const Extents& extents, const ScaledSum& update) {
  const kernel::Factor<T> factor{a.values<T>().data(), extents.inner, 1};
  const kernel::Target<T> updated{b.edit<T>().data(), extents.columns, update};
  const kernel::Target<T> out{product.edit<T>().data(), extents.columns, ScaledSum{1, 0}};
  kernel::multiply_skinny(
      kernel::SkinnyWalk<T>{factor, updated, x.values<T>().data(), extents.columns}, extents, out);
}

// Whether the kernel that these extents get adds up bands in the target itself.
bool sums_in_target(const Extents& extents, bool transpose_b) {
  return !transpose_b && extents.rows > kernel::kSkinnyRows && extents.inner > kernel::kBand;
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
  if ((alpha != 1.0 || beta != 0.0) && sums_in_target(extents, transpose_b == Transpose::yes))
    return add_scaled(target, matmul(a, b, transpose_a, transpose_b), alpha, beta);
  dispatch_floating(a.dtype(), "matmul", [&]<class T>(T) {
    const kernel::Target<T> out{target.edit<T>().data(), extents.columns, ScaledSum{alpha, beta}};
    multiply<T>(left.values<T>().data(), b.values<T>().data(),
                transpose_a == Transpose::yes && !both, transpose_b == Transpose::yes, extents,
                out);
  });
}

Tensor matmul_then_update(const Tensor& a, Tensor& b, const Tensor& x, double alpha, double beta) {
  const Extents extents = check(a, b, Transpose::no, Transpose::no);
  if (extents.rows == 0 || extents.rows > kernel::kSkinnyRows) {
    Tensor product = matmul(a, b);
    matmul_into(b, a, x, Transpose::yes, Transpose::no, alpha, beta);
    return product;
  }
  const Shape updated = matmul_shape(a, x, Transpose::yes, Transpose::no);
  require<ShapeError>(updated == b.shape(), "matmul: target is {}, the product is {}", b.shape(),
                      updated);
  require(&b != &a && &b != &x, "matmul: the target is its own operand; give a clone()");
  Tensor product = Tensor::uninitialised(Shape{extents.rows, extents.columns}, a.dtype());
  dispatch_floating(a.dtype(), "matmul", [&]<class T>(T) {
    multiply_then_update<T>(product, a, b, x, extents, {alpha, beta});
  });
  return product;
}

inline namespace GRADFLOW_ISA {
namespace kernel {

template <class T>
void multiply_matrices(const T* a, const T* b, bool transpose_a, bool transpose_b,
                       const Extents& extents, T* out) {
  multiply<T>(a, b, transpose_a, transpose_b, extents,
              Target<T>{out, extents.columns, ScaledSum{1, 0}});
}
template void multiply_matrices(const float*, const float*, bool, bool, const Extents&, float*);
template void multiply_matrices(const double*, const double*, bool, bool, const Extents&, double*);

}  // namespace kernel
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
