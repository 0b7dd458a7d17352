// Graphs: the input is a program that makes leaves and applies ops to what there is. The program is
// run forward and backward by one, two, three and seven threads, which must give the same bits; its
// derivative along a random direction is compared with that of finite differences where the graph
// is smooth and of moderate size; and when its values are dropped no node and no byte is left.

#include <cmath>
#include <optional>
#include <random>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "autograd/variable.h"
#include "tensor/arithmetic.h"
#include "tensor/parallel.h"
#include "tests/fuzz/memory_in_use.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {
namespace {

constexpr int kMostSteps = 24;
constexpr std::int64_t kMostElements = 600;
constexpr double kModerate = 1e3;

// What a program has made so far. Every step adds at most one value; a step whose op refuses its
// inputs adds none.
class Machine {
 public:
  // `shift` is added to the leaves, element after element, along a random direction.
  Machine(Bytes program, DType dtype, double shift)
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
    const auto fill = [&](auto&& next) {
      std::vector<double> values(static_cast<std::size_t>(shape.elements()));
      for (double& value : values) value = next();
      return Tensor::from(shape, values, DType::float64);
    };
    std::mt19937 random(program_.byte());
    std::normal_distribution<double> normal;
    const Tensor value = fill([&] { return normal(random); });
    directions_.push_back(fill([&] { return normal(random); }));
    const Tensor moved = shift_ == 0 ? value : value + directions_.back() * shift_;
    leaves_.emplace_back(moved.to(dtype_), RequiresGradient::yes);
    values_.push_back(leaves_.back());
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

  void apply() {
    const Variable x = any();
    switch (program_.below(40)) {
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
      default:
        return add(layer_norm(x, any(), any()));
    }
  }

  Choices program_;
  DType dtype_;
  double shift_;
  bool smooth_ = true;
  std::vector<Variable> values_, leaves_;
  std::vector<Tensor> directions_;
};

struct Result {
  Tensor value;
  std::vector<Tensor> gradients;  // undefined where the root does not depend on a leaf
};

Result forward_and_backward(Bytes program, DType dtype) {
  const Machine machine(program, dtype, 0);
  const Variable root = machine.root();
  if (root.requires_gradient()) backward(root);
  Result result{root.value(), {}};
  for (const Variable& leaf : machine.leaves())
    result.gradients.push_back(leaf.has_gradient() ? leaf.gradient() : Tensor());
  return result;
}

bool same(const Tensor& a, const Tensor& b) {
  if (a.defined() != b.defined()) return false;
  return !a.defined() || identical(a, b);
}

void expect_same_bits_by_any_threads(Bytes program, DType dtype, const Result& result) {
  for (const int threads : {2, 3, 7}) {
    set_threads(threads);
    const Result other = forward_and_backward(program, dtype);
    promise(same(other.value, result.value), "the value does not depend on the threads");
    for (std::size_t i = 0; i < result.gradients.size(); ++i)
      promise(same(other.gradients[i], result.gradients[i]),
              "a gradient does not depend on the threads");
  }
  set_threads(1);
}

double value_at(Bytes program, double shift) {
  return Machine(program, DType::float64, shift).root().value().item();
}

void expect_the_derivative_of_differences(Bytes program, const Result& result) {
  const Machine machine(program, DType::float64, 0);
  if (!machine.smooth() || !machine.moderate()) return;
  double derivative = 0, size = 1;
  for (std::size_t i = 0; i < result.gradients.size(); ++i) {
    if (!result.gradients[i].defined()) continue;
    const auto gradient = result.gradients[i].values<double>();
    const auto direction = machine.directions()[i].values<double>();
    for (std::size_t k = 0; k < gradient.size(); ++k) {
      derivative += gradient[k] * direction[k];
      size = std::max(size, std::abs(gradient[k]));
    }
  }
  // Where two step lengths disagree the differences say nothing.
  const auto difference = [&](double h) {
    return (value_at(program, h) - value_at(program, -h)) / (2 * h);
  };
  const double coarse = difference(2e-5), fine = difference(1e-5);
  if (!(std::abs(coarse - fine) <= 1e-6 * size)) return;
  promise(std::abs(derivative - fine) <= 1e-4 * size,
          "the derivative is that of finite differences");
}

}  // namespace

void fuzz(Bytes input) {
  Choices choices(input);
  const DType dtype = choices.below(2) == 0 ? DType::float64 : DType::float32;
  set_threads(1);
  const Result result = forward_and_backward(choices.rest(), dtype);
  expect_same_bits_by_any_threads(choices.rest(), dtype, result);
  if (dtype == DType::float64) expect_the_derivative_of_differences(choices.rest(), result);

  const std::int64_t nodes = live_nodes();
  const std::size_t bytes = memory_in_use();
  forward_and_backward(choices.rest(), dtype);
  promise(live_nodes() == nodes, "no node is left");
  promise(memory_in_use() == bytes, "no byte is left");
}

}  // namespace gradflow::fuzzing
