// libFuzzer's entry.

#include <cstddef>
#include <cstdint>

#include "tensor/error.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    gradflow::fuzzing::fuzz({data, size});
  } catch (const gradflow::Error&) {
  }
  return 0;
}
