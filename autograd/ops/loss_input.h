#pragma once
// What the losses ask of what they compare. Internal to the ops.

#include <string_view>

#include "tensor/tensor.h"

namespace gradflow::detail {

// For a loss that compares element with element: one shape, not empty, and one type. ShapeError or
// TypeError, naming `loss`.
void check_pair(const Tensor& prediction, const Tensor& target, std::string_view loss);

// ArgumentError, naming `loss`, for a target that is not in 0 … 1.
void check_probabilities(const Tensor& target, std::string_view loss);

}  // namespace gradflow::detail
