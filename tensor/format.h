#pragma once
// Text of a tensor, capped so that it never floods a terminal, a log or an error:
// fmt::format("{}", x) gives shape, type and the first values as rows. `describe` gives one line.

#include <fmt/core.h>

#include <string>
#include <string_view>

#include "tensor/plain_formatter.h"
#include "tensor/tensor.h"

namespace gradflow {

// "[2, 3] float32  mean 0.5  rms 1.2  min -1  max 2"; a count of NaN and infinities when there are
// any.
std::string describe(const Tensor& x);

// Shape, type and values, one line a row, at most eight rows and eight columns of them.
std::string to_string(const Tensor& x);

// Root of the mean square; 0 for no elements.
double rms(const Tensor& x);

}  // namespace gradflow

template <>
struct fmt::formatter<gradflow::Tensor> : gradflow::PlainFormatter {
  template <class Context>
  auto format(const gradflow::Tensor& x, Context& context) const {
    return put(gradflow::to_string(x), context);
  }
};
