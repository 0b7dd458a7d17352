#pragma once
// big_endian(number): its four bytes, the highest first, as headers of files have them.

#include <cstdint>
#include <string>

namespace gradflow::testing {

inline std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>(number >> shift & 0xFF));
  return bytes;
}

}  // namespace gradflow::testing
