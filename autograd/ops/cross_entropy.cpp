#include "autograd/ops/cross_entropy.h"

#include <algorithm>
#include <cmath>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/selection.h"
#include "autograd/ops/softmax.h"
#include "tensor/arithmetic.h"
#include "tensor/fold.h"
#include "tensor/reduce.h"
#include "tensor/softmax_rows.h"

namespace gradflow {

namespace {

// The number of labels that count.
std::int64_t check_labels(const Tensor& logits, const Tensor& labels,
                          const CrossEntropyOptions& options) {
  require<ShapeError>(
      logits.rank() == 2 && labels.rank() == 1 && labels.shape()[0] == logits.shape()[0],
      "cross_entropy: logits are {}, labels are {}; expected (batch, classes) and (batch)",
      logits.shape(), labels.shape());
  require<TypeError>(labels.dtype() == DType::int32,
                     "cross_entropy: labels are {}; expected int32 class numbers", labels.dtype());
  require<ShapeError>(labels.elements() > 0, "cross_entropy: the batch is empty");
  require(options.label_smoothing >= 0 && options.label_smoothing <= 1,
          "cross_entropy: label smoothing is {}; expected 0 to 1", options.label_smoothing);
  const std::int64_t classes = logits.shape()[1];
  const auto values = labels.values<std::int32_t>();
  std::int64_t counted = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == options.ignored_label) continue;
    require(0 <= values[i] && values[i] < classes,
            "cross_entropy: label {} at position {} is out of range for {} classes (0 to {})",
            values[i], i, classes, classes - 1);
    ++counted;
  }
  require(counted > 0, "cross_entropy: all {} labels are the ignored one; none is left to learn",
          values.size());
  return counted;
}

template <class T>
struct Less {
  T largest;
  T operator()(T z) const { return z - largest; }
};

// The mean of z - m along a row, m being the largest logit: of the differences, because the sum of
// large logits is rounded by more than they differ.
template <class T>
T mean_below(const T* z, std::int64_t classes, T largest) {
  constexpr std::int64_t kAtOnce = 512;
  T differences[kAtOnce];
  double total = 0;
  for (std::int64_t begin = 0; begin < classes; begin += kAtOnce) {
    const std::int64_t count = std::min(kAtOnce, classes - begin);
    lift::map_run(z + begin, differences, count, Less<T>{largest});
    total += fold::line<fold::Sum>(differences, count);
  }
  return static_cast<T>(total / static_cast<double>(classes));
}

// -Σ t ln softmax(z) for one row of logits and t = (1 - s) onehot(label) + s / classes.
template <class T>
T smoothed_cost(const T* z, std::int64_t classes, std::int32_t label, double s,
                softmax_rows::Sums<T> sums) {
  // -ln softmax(z)[label] = ln Σ e^(z - m) - (z[label] - m), m being the largest logit.
  const T log_of_total = std::log(sums.total);
  const T at_label = log_of_total - (z[label] - sums.largest);
  if (s == 0) return at_label;
  const T everywhere = log_of_total - mean_below(z, classes, sums.largest);
  return static_cast<T>(1 - s) * at_label + static_cast<T>(s) * everywhere;
}

// (1 - s) onehot(label) + s / classes for each row, in a tensor like the logits; s / classes alone
// for an ignored label.
Tensor smoothed_targets(const Tensor& labels, const Tensor& logits,
                        const CrossEntropyOptions& options) {
  const double s = options.label_smoothing;
  const double everywhere = s / static_cast<double>(logits.shape()[1]);
  Tensor targets = Tensor::full(logits.shape(), everywhere, logits.dtype());
  dispatch_floating(targets.dtype(), "cross_entropy", [&]<class T>(T) {
    T* row = targets.edit<T>().data();
    for (const std::int32_t label : labels.values<std::int32_t>()) {
      if (label != options.ignored_label) row[label] = static_cast<T>(1 - s + everywhere);
      row += targets.shape()[1];
    }
  });
  return targets;
}

// 1 for each ignored label, as a column.
Tensor ignored_rows(const Tensor& labels, const CrossEntropyOptions& options) {
  return Tensor::build<std::int32_t>({labels.elements(), 1}, [&](std::span<std::int32_t> rows) {
    std::ranges::transform(labels.values<std::int32_t>(), rows.begin(), [&](std::int32_t label) {
      return label == options.ignored_label ? 1 : 0;
    });
  });
}

}  // namespace

Tensor CrossEntropy::forward(const Tensor& logits, const Tensor& classes) {
  counted = check_labels(logits, classes, options);
  labels = classes;
  return dispatch_floating(logits.dtype(), name, [&]<class T>(T) {
    probabilities = Tensor::uninitialised(logits.shape(), logits.dtype());
    Tensor losses = Tensor::uninitialised(labels.shape(), logits.dtype());
    const std::int64_t length = logits.shape()[1];
    const T* z = logits.values<T>().data();
    T* p = probabilities.edit<T>().data();
    T* loss = losses.edit<T>().data();
    const std::int32_t* label = labels.values<std::int32_t>().data();
    softmax_rows::for_each(
        z, p, logits.shape()[0], length,
        [=, with = options](std::int64_t row, softmax_rows::Sums<T> sums) noexcept {
          loss[row] =
              label[row] == with.ignored_label
                  ? T{0}
                  : smoothed_cost(z + row * length, length, label[row], with.label_smoothing, sums);
          softmax_rows::divide(p + row * length, length, sums.total);
        });
    return sum(losses) / static_cast<double>(counted);
  });
}

std::array<Gradient, 2> CrossEntropy::backward(const Tensor& upstream) const {
  const double scale = upstream.item() / static_cast<double>(counted);
  const std::int64_t classes = probabilities.shape()[1];
  const double everywhere = options.label_smoothing / static_cast<double>(classes);
  Tensor dz = everywhere == 0 ? probabilities * scale : (probabilities - everywhere) * scale;
  dispatch_floating(dz.dtype(), name, [&]<class T>(T) {
    const T at_label = static_cast<T>(1 - options.label_smoothing + everywhere);
    const T* p = probabilities.values<T>().data();
    T* to = dz.edit<T>().data();
    for (const std::int32_t label : labels.values<std::int32_t>()) {
      if (label == options.ignored_label) {
        std::fill_n(to, classes, T{0});
      } else {
        to[label] = (p[label] - at_label) * static_cast<T>(scale);
      }
      p += classes;
      to += classes;
    }
  });
  return {dz, Gradient()};
}

std::array<Variable, 2> CrossEntropy::differentiable(std::span<const Variable> inputs,
                                                     const Variable&,
                                                     const Variable& upstream) const {
  const bool all_count = counted == labels.elements();
  const Tensor ignored = all_count ? Tensor() : ignored_rows(labels, options);
  // Filled before and after, so that a NaN in an ignored row stays where it is.
  const Variable z = all_count ? inputs[0] : masked_fill(inputs[0], ignored, 0);
  const Variable dz = softmax(z) - smoothed_targets(labels, z.value(), options);
  return {
      (all_count ? dz : masked_fill(dz, ignored, 0)) * (upstream / static_cast<double>(counted)),
      Variable()};
}

Variable cross_entropy(const Variable& logits, const Variable& labels, SourceLocation where) {
  return apply(CrossEntropy{}, where, logits, labels);
}

Variable cross_entropy(const Variable& logits, const Variable& labels,
                       const CrossEntropyOptions& options, SourceLocation where) {
  return apply(CrossEntropy{options, {}, {}, 0}, where, logits, labels);
}

}  // namespace gradflow
