#pragma once
// safetensors files by their bytes, right or wrong.

#include <cstdint>
#include <string>
#include <string_view>

namespace gradflow::testing {

// With which such a file begins: the length of its header.
inline std::string length_bytes(std::uint64_t length) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(length >> 8 * i & 0xFF));
  return bytes;
}

inline std::string safetensors_bytes(std::string_view header, std::string_view data) {
  return length_bytes(header.size()).append(header).append(data);
}

}  // namespace gradflow::testing
