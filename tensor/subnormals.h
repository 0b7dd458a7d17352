#pragma once
// Numbers below the smallest normal one: 1.2e-38 in float32, 2.2e-308 in float64.
//
// The library computes with them as IEEE 754 says, and changes the floating-point mode of no thread
// unasked. Processors take many times as long for an operation that meets or makes one
// (tensor/README.md has the numbers), and deeply saturated units make them by the row: whoever
// trains such units can do without them.

#include "tensor/float_mode.h"

namespace gradflow {

// As long as it lives, this thread and the teams it forms read a subnormal number as 0 and write 0
// in place of one; on processors other than x86-64 and 64-bit ARM it does nothing. It ends on the
// thread it began on; scopes may be nested.
class [[nodiscard]] FlushSubnormals {
 public:
  FlushSubnormals() : mode_(detail::flushing(detail::float_mode())) {}

 private:
  detail::InFloatMode mode_;
};

}  // namespace gradflow
