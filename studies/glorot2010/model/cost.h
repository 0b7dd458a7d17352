#pragma once
// The two costs that the paper compares (section 4.1): the cross-entropy that everything is trained
// with, and the quadratic cost of older work.

#include <string_view>

#include "autograd/variable.h"

namespace glorot2010 {

enum class Cost { cross_entropy, quadratic };

std::string_view name(Cost cost);

// Of a batch, rank 0, from logits (batch, classes) and int32 labels (batch), p being their softmax:
// the mean over examples of -ln p[label], or of |p - onehot(label)|² / 2. ShapeError, TypeError and
// ArgumentError as of cross_entropy, or ArgumentError for a label that is no class.
gradflow::Variable cost_of(Cost cost, const gradflow::Variable& logits,
                           const gradflow::Tensor& labels);

}  // namespace glorot2010
