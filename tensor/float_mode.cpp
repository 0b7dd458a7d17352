#include "tensor/float_mode.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace gradflow::detail {

namespace {

#if defined(__x86_64__)
constexpr std::uint64_t kRaised = 0x3F;   // MXCSR: the flags
constexpr std::uint64_t kFlush = 0x8040;  // FZ for results, DAZ for operands
std::uint64_t control() { return _mm_getcsr(); }
void set_control(std::uint64_t bits) { _mm_setcsr(static_cast<unsigned>(bits)); }
#elif defined(__aarch64__)
constexpr std::uint64_t kRaised = 0;  // FPCR has none
constexpr std::uint64_t kFlush = std::uint64_t{1} << 24;
std::uint64_t control() {
  std::uint64_t bits;
  asm volatile("mrs %0, fpcr" : "=r"(bits));
  return bits;
}
void set_control(std::uint64_t bits) { asm volatile("msr fpcr, %0" : : "r"(bits)); }
#else
constexpr std::uint64_t kRaised = 0, kFlush = 0;
std::uint64_t control() { return 0; }
void set_control(std::uint64_t) {}
#endif

void set_float_mode(FloatMode mode) { set_control((control() & kRaised) | mode); }

}  // namespace

FloatMode float_mode() { return control() & ~kRaised; }

FloatMode flushing(FloatMode mode) { return mode | kFlush; }

InFloatMode::InFloatMode(FloatMode mode) : before_(float_mode()) {
  if (before_ != mode) set_float_mode(mode);
}

InFloatMode::~InFloatMode() {
  if (float_mode() != before_) set_float_mode(before_);
}

}  // namespace gradflow::detail
