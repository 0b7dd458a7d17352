#include "tensor/dtype.h"

#include <fmt/core.h>

namespace gradflow::detail {

void refuse_integers(std::string_view operation, DType dtype) {
  throw TypeError(fmt::format("{}: takes float32 or float64, not {}", operation, dtype));
}

}  // namespace gradflow::detail
