#include "autograd/gradient.h"

#include "autograd/node.h"
#include "tensor/arithmetic.h"
#include "tensor/rearrange.h"

namespace gradflow {

class Product final : public Contribution {
 public:
  Product(Tensor a, Tensor b, Transpose transpose_a, Transpose transpose_b)
      : shape_(matmul_shape(a, b, transpose_a, transpose_b)),
        a_(std::move(a)),
        b_(std::move(b)),
        transpose_a_(transpose_a),
        transpose_b_(transpose_b) {}
  Product(const Product&) = delete;
  Product& operator=(const Product&) = delete;
  ~Product() override {
    if (meeting_ != nullptr) meeting_->settled_ = nullptr;
  }

  const Shape& shape() const override { return shape_; }
  DType dtype() const override { return a_.dtype(); }
  Tensor form() const override {
    form_waiting();
    return matmul(a_, b_, transpose_a_, transpose_b_);
  }
  void add_to(Tensor& target, double alpha, double beta) const override {
    form_waiting();
    matmul_into(target, a_, b_, transpose_a_, transpose_b_, alpha, beta);
  }
  Product* as_product() override { return this; }

  // See NOTE: products that meet in a matrix.
  bool meets(const Product& waiting, const Tensor& value) const {
    return transpose_a_ == Transpose::yes && transpose_b_ == Transpose::no &&
           waiting.transpose_a_ == Transpose::no && waiting.transpose_b_ == Transpose::no &&
           waiting.a_.same_elements(a_) && waiting.b_.same_elements(value);
  }
  void form_waiting() const {
    if (Gradient* waiting = take_waiting()) waiting->form();
  }
  // False when nothing waits.
  bool update_with_waiting(Node& leaf, double alpha, double beta) const {
    Gradient* waiting = take_waiting();
    if (waiting == nullptr) return false;
    // Its share of the value would make the update a copy.
    *waiting = Gradient();
    *waiting = Gradient(matmul_then_update(a_, leaf.value_for_update(), b_, alpha, beta));
    return true;
  }

 private:
  friend class Meeting;

  Gradient* take_waiting() const {
    return meeting_ == nullptr ? nullptr : std::exchange(meeting_->waiting_, nullptr);
  }

  Shape shape_;
  Tensor a_, b_;
  Transpose transpose_a_, transpose_b_;
  Meeting* meeting_ = nullptr;
};

Meeting::Meeting(const Gradient& settled, Gradient& waiting)
    : settled_(settled.contribution_->as_product()), waiting_(&waiting) {
  settled_->meeting_ = this;
}

Meeting::~Meeting() {
  if (settled_ != nullptr) settled_->meeting_ = nullptr;
}

namespace {

class SliceContribution final : public Contribution {
 public:
  SliceContribution(const Shape& whole, Tensor part, int axis, std::int64_t begin)
      : whole_(whole), part_(std::move(part)), axis_(axis), begin_(begin) {}

  const Shape& shape() const override { return whole_; }
  DType dtype() const override { return part_.dtype(); }
  const Tensor* slice_part() const override { return &part_; }
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
  return Gradient(std::make_unique<SliceContribution>(whole, std::move(part), axis, begin));
}

void Gradient::form_contribution() {
  tensor_ = contribution_->form();
  contribution_.reset();
}

void Gradient::add(const Gradient& more) {
  form();
  if (!tensor_.sole_owner()) tensor_ = tensor_.clone();
  more.add_to(tensor_);
}

bool Gradient::meets(const Gradient& waiting, const Tensor& leaf_value) const {
  if (!contribution_ || !waiting.contribution_) return false;
  const Product* own = contribution_->as_product();
  const Product* other = waiting.contribution_->as_product();
  return own != nullptr && other != nullptr && own->meets(*other, leaf_value);
}

void Gradient::form_waiting() const {
  if (contribution_ && contribution_->as_product() != nullptr)
    contribution_->as_product()->form_waiting();
}

void Gradient::update_leaf(Node& leaf, double alpha, double beta) const {
  Product* product = contribution_ ? contribution_->as_product() : nullptr;
  if (product == nullptr || !product->update_with_waiting(leaf, alpha, beta))
    add_to(leaf.value_for_update(), alpha, beta);
}

void Gradient::add_to(Tensor& target, double alpha, double beta) const {
  if (contribution_) {
    contribution_->add_to(target, alpha, beta);
  } else if (tensor_.defined()) {
    add_scaled(target, tensor_, alpha, beta);
  }
}

}  // namespace gradflow
