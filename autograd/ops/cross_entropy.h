#pragma once
// The loss of a classifier: one number, of rank 0, for a batch.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

struct CrossEntropyOptions {
  // The share of each target, 0 … 1, that is spread evenly over all classes, so that no logit has
  // to run away (Szegedy et al. 2016, "Rethinking the Inception architecture for computer vision").
  double label_smoothing = 0;
  // Examples with this label, in the range of the classes or not, cost nothing and are not counted
  // in the mean: padding, say.
  std::optional<std::int32_t> ignored_label = std::nullopt;
};

// Mean over the batch of -ln softmax(z)[label], for logits z (batch, classes) and int32 labels
// (batch) in 0 … classes-1; dz = (softmax(z) - onehot(label)) dy / batch. The logarithm is taken
// of the sum, never of a probability, so a hopeless example costs much and not infinity. With
// smoothing s the target is (1 - s) onehot(label) + s / classes; batch is the number of labels that
// are not ignored. ShapeError for other shapes and an empty batch, TypeError for other labels,
// ArgumentError for a label out of range, for another s, and when all labels are ignored.
struct CrossEntropy {
  static constexpr std::string_view name = "cross_entropy";
  static constexpr std::string_view formula =
      "y = mean of -ln softmax(z)[label]; dz = (softmax(z) - onehot(label)) dy / batch";
  CrossEntropyOptions options;
  Tensor probabilities, labels;
  std::int64_t counted = 0;  // labels that are not ignored
  Tensor forward(const Tensor& logits, const Tensor& classes);
  std::array<Gradient, 2> backward(const Tensor& upstream) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable cross_entropy(const Variable& logits, const Variable& labels,
                       SourceLocation where = SourceLocation::current());
Variable cross_entropy(const Variable& logits, const Variable& labels,
                       const CrossEntropyOptions& options,
                       SourceLocation where = SourceLocation::current());

}  // namespace gradflow
