#pragma once
// How a thread rounds, and what it does with subnormal numbers: the control register of its
// floating-point unit, which a thread of a team would otherwise have of its own.

#include <cstdint>

namespace gradflow::detail {

// Of the calling thread, without the flags that operations raise. Always 0 where this file does not
// know the processor: neither x86-64 nor 64-bit ARM.
using FloatMode = std::uint64_t;
FloatMode float_mode();

// The mode with subnormal operands and results replaced by 0; the same one where that is not known.
FloatMode flushing(FloatMode mode);

// The calling thread has the mode for as long as it lives.
class InFloatMode {
 public:
  explicit InFloatMode(FloatMode mode);
  ~InFloatMode();
  InFloatMode(const InFloatMode&) = delete;
  InFloatMode& operator=(const InFloatMode&) = delete;

 private:
  FloatMode before_;
};

}  // namespace gradflow::detail
