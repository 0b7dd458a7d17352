#include "autograd/gradient.h"

#include "tensor/arithmetic.h"
#include "tensor/rearrange.h"

namespace gradflow {

namespace {

class Product final : public Contribution {
 public:
  Product(Tensor a, Tensor b, Transpose transpose_a, Transpose transpose_b)
      : shape_(matmul_shape(a, b, transpose_a, transpose_b)),
        a_(std::move(a)),
        b_(std::move(b)),
        transpose_a_(transpose_a),
        transpose_b_(transpose_b) {}

  const Shape& shape() const override { return shape_; }
  DType dtype() const override { return a_.dtype(); }
  Tensor form() const override { return matmul(a_, b_, transpose_a_, transpose_b_); }
  void add_to(Tensor& target, double alpha, double beta) const override {
    matmul_into(target, a_, b_, transpose_a_, transpose_b_, alpha, beta);
  }

 private:
  Shape shape_;
  Tensor a_, b_;
  Transpose transpose_a_, transpose_b_;
};

class Slice final : public Contribution {
 public:
  Slice(const Shape& whole, Tensor part, int axis, std::int64_t begin)
      : whole_(whole), part_(std::move(part)), axis_(axis), begin_(begin) {}

  const Shape& shape() const override { return whole_; }
  DType dtype() const override { return part_.dtype(); }
  Tensor form() const override {
    Tensor whole = Tensor::zeros(whole_, part_.dtype());
    add_to_slice(whole, part_, axis_, begin_, 1.0);
    return whole;
  }
  void add_to(Tensor& target, double alpha, double beta) const override {
    if (beta == 1.0) {
      add_to_slice(target, part_, axis_, begin_, alpha);
    } else {
      add_scaled(target, form(), alpha, beta);
    }
  }

 private:
  Shape whole_;
  Tensor part_;
  int axis_;
  std::int64_t begin_;
};

}  // namespace

Gradient Gradient::product(Tensor a, Tensor b, Transpose transpose_a, Transpose transpose_b) {
  return Gradient(std::make_unique<Product>(std::move(a), std::move(b), transpose_a, transpose_b));
}

Gradient Gradient::slice(const Shape& whole, Tensor part, int axis, std::int64_t begin) {
  return Gradient(std::make_unique<Slice>(whole, std::move(part), axis, begin));
}

void Gradient::form_contribution() {
  tensor_ = contribution_->form();
  contribution_.reset();
}

void Gradient::add_to(Tensor& target, double alpha, double beta) const {
  if (contribution_) {
    contribution_->add_to(target, alpha, beta);
  } else if (tensor_.defined()) {
    add_scaled(target, tensor_, alpha, beta);
  }
}

}  // namespace gradflow
