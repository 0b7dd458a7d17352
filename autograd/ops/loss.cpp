#include "autograd/ops/loss.h"

#include <cmath>

#include "autograd/ops/activation.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/softmax.h"
#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"
#include "tensor/reduce.h"
#include "tensor/softmax_rows.h"
#include "tensor/vector_math.h"

namespace gradflow {

namespace {

struct Square {
  template <class T>
  T operator()(T x) const {
    return x * x;
  }
};

struct BinaryCost {
  static constexpr int kCost = 8;
  template <class T>
  T operator()(T z, T t) const {
    return (z > T{0} ? z : T{0}) - z * t + log_of_one_plus(exponential(-std::fabs(z)));
  }
};

struct BinarySlope {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T z, T t) const {
    return logistic(z) - t;
  }
};

struct HuberCost {
  double delta;
  template <class T>
  T operator()(T d) const {
    const T edge = static_cast<T>(delta), size = std::fabs(d);
    return size <= edge ? T{0.5} * d * d : edge * (size - T{0.5} * edge);
  }
};

struct HuberSlope {
  double delta, scale;
  template <class T>
  T operator()(T d) const {
    const T edge = static_cast<T>(delta);
    return static_cast<T>(scale) * (d > edge ? edge : (d < -edge ? -edge : d));
  }
};

// For a loss that compares element with element.
void check_pair(const Tensor& prediction, const Tensor& target, std::string_view loss) {
  require<ShapeError>(prediction.shape() == target.shape(),
                      "{}: prediction is {}, target is {}; they must have one shape", loss,
                      prediction.shape(), target.shape());
  require<TypeError>(prediction.dtype() == target.dtype(),
                     "{}: element types differ: prediction is {}, target is {}; convert one with "
                     "to()",
                     loss, prediction.dtype(), target.dtype());
  require<ShapeError>(prediction.elements() > 0, "{}: {} has no elements", loss,
                      prediction.shape());
}

void check_labels(const Tensor& logits, const Tensor& labels) {
  require<ShapeError>(
      logits.rank() == 2 && labels.rank() == 1 && labels.shape()[0] == logits.shape()[0],
      "cross_entropy: logits are {}, labels are {}; expected (batch, classes) and (batch)",
      logits.shape(), labels.shape());
  require<TypeError>(labels.dtype() == DType::int32,
                     "cross_entropy: labels are {}; expected int32 class numbers", labels.dtype());
  require<ShapeError>(labels.elements() > 0, "cross_entropy: the batch is empty");
  const std::int64_t classes = logits.shape()[1];
  const auto values = labels.values<std::int32_t>();
  for (std::size_t i = 0; i < values.size(); ++i)
    require(0 <= values[i] && values[i] < classes,
            "cross_entropy: label {} at position {} is out of range for {} classes (0 to {})",
            values[i], i, classes, classes - 1);
}

// 1 at each row's label, in a tensor like the logits.
Tensor one_hot(const Tensor& labels, const Tensor& logits) {
  Tensor hot = Tensor::zeros(logits.shape(), logits.dtype());
  dispatch_floating(hot.dtype(), "one_hot", [&]<class T>(T) {
    T* row = hot.edit<T>().data();
    for (const std::int32_t label : labels.values<std::int32_t>()) {
      row[label] = T{1};
      row += hot.shape()[1];
    }
  });
  return hot;
}

}  // namespace

Tensor CrossEntropy::forward(const Tensor& logits, const Tensor& classes) {
  check_labels(logits, classes);
  labels = classes;
  return dispatch_floating(logits.dtype(), name, [&]<class T>(T) {
    probabilities = Tensor::uninitialised(logits.shape(), logits.dtype());
    Tensor losses = Tensor::uninitialised(labels.shape(), logits.dtype());
    const std::int64_t length = logits.shape()[1];
    const T* z = logits.values<T>().data();
    T* p = probabilities.edit<T>().data();
    T* loss = losses.edit<T>().data();
    const std::int32_t* label = labels.values<std::int32_t>().data();
    // -ln softmax(z)[label] = ln Σ e^(z - m) - (z[label] - m), m being the largest logit.
    softmax_rows::for_each(z, p, logits.shape()[0], length,
                           [=](std::int64_t row, softmax_rows::Sums<T> sums) noexcept {
                             loss[row] = std::log(sums.total) -
                                         (z[row * length + label[row]] - sums.largest);
                             softmax_rows::divide(p + row * length, length, sums.total);
                           });
    return mean(losses);
  });
}

std::array<Gradient, 2> CrossEntropy::backward(const Tensor& upstream) const {
  const double scale = upstream.item() / static_cast<double>(labels.elements());
  Tensor dz = probabilities * scale;
  dispatch_floating(dz.dtype(), name, [&]<class T>(T) {
    const T* p = probabilities.values<T>().data();
    T* to = dz.edit<T>().data();
    const std::int64_t classes = dz.shape()[1];
    for (const std::int32_t label : labels.values<std::int32_t>()) {
      to[label] = (p[label] - T{1}) * static_cast<T>(scale);
      p += classes;
      to += classes;
    }
  });
  return {dz, Gradient()};
}

Tensor SquaredError::forward(const Tensor& prediction, const Tensor& target) {
  check_pair(prediction, target, name);
  difference = prediction - target;
  return mean(map(difference, Square{}, name));
}

std::array<Gradient, 2> SquaredError::backward(const Tensor& upstream, Wanted wanted) const {
  const double scale = 2.0 * upstream.item() / static_cast<double>(difference.elements());
  return {wanted[0] ? difference * scale : Tensor(), wanted[1] ? difference * -scale : Tensor()};
}

Tensor BinaryCrossEntropy::forward(const Tensor& z, const Tensor& t) {
  check_pair(z, t, name);
  dispatch_floating(t.dtype(), name, [&]<class T>(T) {
    const std::span<const T> values = t.values<T>();
    for (std::size_t i = 0; i < values.size(); ++i)
      require(values[i] >= T{0} && values[i] <= T{1},
              "binary_cross_entropy: target {} at position {} is no probability; expected 0 to 1",
              values[i], i);
  });
  logits = z;
  targets = t;
  return mean(zip(z, t, BinaryCost{}, name));
}

std::array<Gradient, 2> BinaryCrossEntropy::backward(const Tensor& upstream) const {
  const double scale = upstream.item() / static_cast<double>(logits.elements());
  return {zip(logits, targets, BinarySlope{}, name) * scale, Gradient()};
}

Tensor Huber::forward(const Tensor& prediction, const Tensor& target) {
  require(delta > 0, "huber: delta is {}; expected a number above 0", delta);
  check_pair(prediction, target, name);
  difference = prediction - target;
  return mean(map(difference, HuberCost{delta}, name));
}

std::array<Gradient, 2> Huber::backward(const Tensor& upstream, Wanted wanted) const {
  const double scale = upstream.item() / static_cast<double>(difference.elements());
  return {wanted[0] ? map(difference, HuberSlope{delta, scale}, name) : Tensor(),
          wanted[1] ? map(difference, HuberSlope{delta, -scale}, name) : Tensor()};
}

std::array<Variable, 2> CrossEntropy::differentiable(std::span<const Variable> inputs,
                                                     const Variable&,
                                                     const Variable& upstream) const {
  const Variable dz = softmax(inputs[0]) - one_hot(labels, inputs[0].value());
  return {dz * (upstream / static_cast<double>(labels.elements())), Variable()};
}

std::array<Variable, 2> SquaredError::differentiable(std::span<const Variable> inputs,
                                                     const Variable&,
                                                     const Variable& upstream) const {
  const double count = static_cast<double>(difference.elements());
  const Variable dp = (inputs[0] - inputs[1]) * (2 * upstream / count);
  return {dp, -dp};
}

std::array<Variable, 2> BinaryCrossEntropy::differentiable(std::span<const Variable> inputs,
                                                           const Variable&,
                                                           const Variable& upstream) const {
  const double count = static_cast<double>(logits.elements());
  return {(sigmoid(inputs[0]) - targets) * (upstream / count), Variable()};
}

std::array<Variable, 2> Huber::differentiable(std::span<const Variable> inputs, const Variable&,
                                              const Variable& upstream) const {
  const double count = static_cast<double>(difference.elements());
  const Variable dp = clamp(inputs[0] - inputs[1], -delta, delta) * (upstream / count);
  return {dp, -dp};
}

Variable binary_cross_entropy(const Variable& logits, const Variable& targets,
                              SourceLocation where) {
  return apply(BinaryCrossEntropy{}, where, logits, targets);
}

Variable huber(const Variable& prediction, const Variable& target, double delta,
               SourceLocation where) {
  return apply(Huber{delta, {}}, where, prediction, target);
}

Variable cross_entropy(const Variable& logits, const Variable& labels, SourceLocation where) {
  return apply(CrossEntropy{}, where, logits, labels);
}

Variable squared_error(const Variable& prediction, const Variable& target, SourceLocation where) {
  return apply(SquaredError{}, where, prediction, target);
}

}  // namespace gradflow
