#pragma once
// A program that makes a graph, from the bytes of an input: leaves, then steps, each of which
// applies an op to what there is. The ops are those below, and the rows of the catalogue of ops.

#include <array>
#include <cmath>
#include <vector>

#include "autograd/ops.h"
#include "autograd/variable.h"
#include "tensor/arithmetic.h"
#include "tests/autograd/gradcheck_catalogue.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

inline constexpr int kMostSteps = 24;
inline constexpr std::int64_t kMostElements = 600;
inline constexpr double kModerate = 1e3;

// What a program has made so far. Every step adds at most one value; a step whose op refuses its
// inputs adds none.
class GraphProgram {
 public:
  // `shift` is added to the leaves, element after element, along a random direction.
  GraphProgram(Bytes program, DType dtype, double shift)
      : program_(program), dtype_(dtype), shift_(shift) {
    const int leaves = 1 + program_.below(3);
    for (int i = 0; i < leaves; ++i) add_leaf();
    for (int step = 0; step < kMostSteps && !program_.used_up(); ++step) {
      try {
        apply();
      } catch (const Error&) {
        // Such inputs are refused, and nothing has changed.
      }
    }
  }

  // The mean of all elements of all values, squashed, so that each has a part in it.
  Variable root() const {
    Variable total = mean(values_.front());
    for (std::size_t i = 1; i < values_.size(); ++i) total = total + mean(tanh(values_[i]));
    return total;
  }
  const std::vector<Variable>& leaves() const { return leaves_; }
  const std::vector<Tensor>& directions() const { return directions_; }
  bool smooth() const { return smooth_; }
  bool moderate() const {
    for (const Variable& value : values_)
      for (const double x : value.value().to(DType::float64).values<double>())
        if (!(std::abs(x) <= kModerate)) return false;
    return true;
  }

 private:
  Shape shape() {
    std::vector<std::int64_t> extents(static_cast<std::size_t>(program_.below(4)));
    for (std::int64_t& extent : extents) extent = 1 + program_.below(5);
    return Shape(extents);
  }

  void add_leaf() {
    const Shape shape = this->shape();
    Rng rng(program_.byte());
    values_.push_back(leaf(rng.normal(shape, 0, 1, DType::float64), rng));
  }

  Variable leaf(const Tensor& value, Rng& rng) {
    directions_.push_back(rng.normal(value.shape(), 0, 1, DType::float64));
    const Tensor moved = shift_ == 0 ? value : value + directions_.back() * shift_;
    leaves_.emplace_back(moved.to(dtype_), RequiresGradient::yes);
    return leaves_.back();
  }

  const Variable& any() {
    return values_[static_cast<std::size_t>(program_.byte()) % values_.size()];
  }
  int axis(const Variable& x) { return program_.below(x.shape().rank() + 1) - 1; }
  void add(const Variable& value) {
    if (value.value().elements() <= kMostElements && value.value().elements() > 0)
      values_.push_back(value);
  }
  Variable with_kink(const Variable& value) {
    smooth_ = false;
    return value;
  }

  // On leaves as the row draws them; or, in the place of one, on a value of as many elements, which
  // may be where the op has a kink.
  void apply_row() {
    static const std::vector<testing::Row> rows = testing::catalogue();
    const testing::Row& row = rows[static_cast<std::size_t>(program_.byte()) % rows.size()];
    Rng rng(program_.byte());
    constexpr std::array kSizes{testing::Size::random, testing::Size::single, testing::Size::empty};
    testing::Draw draw(rng.split(), kSizes[static_cast<std::size_t>(program_.below(3))]);
    std::vector<Variable> inputs;
    for (const Tensor& drawn : row.inputs(draw)) {
      const Variable value = any();
      inputs.push_back(value.value().elements() == drawn.elements()
                           ? with_kink(reshape(value, drawn.shape()))
                           : leaf(drawn, rng));
    }
    add(row.function(inputs));
  }

  void apply() {
    const Variable x = any();
    switch (program_.below(60)) {
      case 0:
        return add(x + any());
      case 1:
        return add(x - any());
      case 2:
        return add(x * any());
      case 3:
        return add(x / (any() * any() + Variable(Tensor::scalar(1, dtype_))));
      case 4:
        return add(-x);
      case 5:
        return add(pow(x, 2));
      case 6:
        return add(exp(tanh(x)));
      case 7:
        return add(log(softplus(x)));
      case 8:
        return add(sqrt(pow(x, 2) + Variable(Tensor::scalar(0.5, dtype_))));
      case 9:
        return add(with_kink(abs(x)));
      case 10:
        return add(tanh(x));
      case 11:
        return add(sigmoid(x));
      case 12:
        return add(with_kink(softsign(x)));  // its second derivative jumps at 0
      case 13:
        return add(with_kink(relu(x)));
      case 14:
        return add(with_kink(leaky_relu(x)));
      case 15:
        return add(with_kink(elu(x)));
      case 16:
        return add(gelu(x));
      case 17:
        return add(silu(x));
      case 18:
        return add(with_kink(clamp(x, -0.5, 0.75)));
      case 19:
        return add(matmul(x, any()));
      case 20:
        return add(matmul(x, transpose(any())));
      case 21:
        return add(batched_matmul(x, any()));
      case 22:
        return add(linear(x, any(), any()));
      case 23:
        return add(sum(x, axis(x)));
      case 24:
        return add(mean(x, axis(x), KeepAxis::yes));
      case 25:
        return add(with_kink(max(x, axis(x))));
      case 26:
        return add(variance(x, axis(x)));
      case 27:
        return add(log_sum_exp(x, axis(x)));
      case 28:
        return add(softmax(x, axis(x)));
      case 29:
        return add(log_softmax(x, axis(x)));
      case 30:
        return add(cumulative_sum(x, axis(x)));
      case 31:
        return add(transpose(x));
      case 32:
        return add(reshape(x, {-1, 1 + program_.below(4)}));
      case 33: {
        const int along = axis(x);
        const int begin = program_.below(4);
        return add(slice(x, along, begin, begin + 1 + program_.below(3)));
      }
      case 34:
        return add(concatenate({x, any(), x}, axis(x)));
      case 35:
        return add(stack({x, any()}, axis(x)));
      case 36:
        return add(broadcast_to(x, shape()));
      case 37:
        return add(sum_to(x, shape()));
      case 38:
        return add(with_kink(x.detach()));  // differences go through it
      case 39:
        return add(layer_norm(x, any(), any()));
      default:
        return apply_row();
    }
  }

  Choices program_;
  DType dtype_;
  double shift_;
  bool smooth_ = true;
  std::vector<Variable> values_, leaves_;
  std::vector<Tensor> directions_;
};

}  // namespace gradflow::fuzzing
