#pragma once
// What a classifier got wrong.

#include <cstdint>

#include "tensor/tensor.h"

namespace studies {

// How many of the classes differ from the labels: two int32 tensors of one shape, such as argmax of
// logits along axis 1 beside what is right.
std::int64_t wrong_answers(const gradflow::Tensor& classes, const gradflow::Tensor& labels);

}  // namespace studies
