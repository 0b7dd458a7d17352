#pragma once
// What a rule sends to one input: nothing, a tensor, or a contribution that is not yet formed, such
// as a matrix product. Whoever receives it decides whether it becomes a tensor of its own or goes
// straight into a target.

#include <cstdint>
#include <memory>
#include <utility>

#include "tensor/matmul.h"
#include "tensor/pool.h"
#include "tensor/tensor.h"

namespace gradflow {

class Product;

// A gradient that is known by what it is made from. `add_to` must give the bits that forming it and
// add_scaled would give, but for the sign of a zero.
class Contribution {
 public:
  virtual ~Contribution() = default;
  virtual const Shape& shape() const = 0;
  virtual DType dtype() const = 0;
  virtual Tensor form() const = 0;
  // target = alpha · this + beta · target.
  virtual void add_to(Tensor& target, double alpha, double beta) const = 0;
  // Null unless it is a matrix product.
  virtual Product* as_product() { return nullptr; }
  // All of it that may be other than zero; null unless it is a slice.
  virtual const Tensor* slice_part() const { return nullptr; }

  static void* operator new(std::size_t bytes) { return pool_allocate(bytes); }
  static void operator delete(void* block, std::size_t bytes) { pool_release(block, bytes); }
};

class Node;

class Gradient {
 public:
  Gradient() = default;                                    // nothing
  Gradient(Tensor tensor) : tensor_(std::move(tensor)) {}  // NOLINT: a tensor is one
  explicit Gradient(std::unique_ptr<Contribution> c) : contribution_(std::move(c)) {}

  // a b, as matmul takes them.
  static Gradient product(Tensor a, Tensor b, Transpose transpose_a, Transpose transpose_b);
  // Zeros of shape `whole`, with `part` at `begin` of `axis`.
  static Gradient slice(const Shape& whole, Tensor part, int axis, std::int64_t begin);

  bool empty() const { return !tensor_.defined() && !contribution_; }
  bool formed() const { return tensor_.defined(); }
  const Shape& shape() const { return contribution_ ? contribution_->shape() : tensor_.shape(); }
  DType dtype() const { return contribution_ ? contribution_->dtype() : tensor_.dtype(); }
  // Whether type and shape are those of `value`.
  bool fits(const Tensor& value) const {
    if (contribution_) return dtype() == value.dtype() && shape() == value.shape();
    return tensor_.fits(value);
  }

  // Of a slice that is not formed the part that is no zero by itself; null otherwise. Many slices
  // of one tensor take linear time as long as nobody forms each.
  const Tensor* slice_part() const { return contribution_ ? contribution_->slice_part() : nullptr; }
  // Undefined unless it is formed.
  const Tensor& tensor() const { return tensor_; }
  // The tensor, formed now unless it was; kept, so that it is formed once.
  const Tensor& form() {
    if (contribution_) form_contribution();
    return tensor_;
  }
  Tensor take() && {
    form();
    return std::move(tensor_);
  }

  // this += more, formed, in a buffer that nobody else holds.
  void add(const Gradient& more);
  // target = alpha · this + beta · target, in place; without a temporary where there is none yet.
  void add_to(Tensor& target, double alpha = 1.0, double beta = 1.0) const;

  // NOTE: products that meet in a matrix
  //  The rule of `linear` sends dz W to its input and dzᵀ x to the weight. Where the weight can be
  //  settled at once, the pass pairs the two: `waiting` stays unformed, and update_leaf forms it in
  //  the walk over W in which W changes. Every other use of the paired gradient forms `waiting`
  //  first, so nobody sees a product with a weight that has moved on. The pair lasts as long as a
  //  Meeting: a sink that keeps the gradient has a product like any other afterwards.

  // Whether `waiting` is a product with the value of this gradient's leaf, and of the same factor.
  bool meets(const Gradient& waiting, const Tensor& leaf_value) const;
  // Forms what was paired now: before a write of the leaf's value by other means.
  void form_waiting() const;
  // The leaf's value = alpha · this + beta · value, in place if nobody else holds the value.
  void update_leaf(Node& leaf, double alpha, double beta) const;

 private:
  friend class Meeting;

  void form_contribution();

  Tensor tensor_;
  std::unique_ptr<Contribution> contribution_;
};

// Pairs two products that meet, as long as it lives.
class Meeting {
 public:
  Meeting(const Gradient& settled, Gradient& waiting);
  Meeting(const Meeting&) = delete;
  Meeting& operator=(const Meeting&) = delete;
  ~Meeting();

 private:
  friend class Product;
  Product* settled_;   // null once it is gone
  Gradient* waiting_;  // null once it is formed
};

}  // namespace gradflow
