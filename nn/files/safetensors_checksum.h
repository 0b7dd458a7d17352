#pragma once
// What the checksums in a safetensors header are taken over: for the writer and the reader.

#include <fmt/core.h>

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "nn/files/checksum.h"
#include "tensor/shape.h"

namespace gradflow::nn {

inline constexpr std::string_view kChecksumKey = "crc32";
inline constexpr std::string_view kChecksumPrefix = "crc32/";

inline std::string tensor_checksum(std::string_view type, const Shape& shape,
                                   std::span<const std::byte> elements) {
  Crc32 crc;
  crc.add(fmt::format("{} {}", type, shape));
  crc.add(elements.data(), elements.size());
  return fmt::format("{:08x}", crc.value());
}

inline std::string metadata_checksum(const std::map<std::string, std::string>& metadata) {
  Crc32 crc;
  for (const auto& [key, value] : metadata) {
    if (key == kChecksumKey) continue;
    crc.add(key.c_str(), key.size() + 1);
    crc.add(value.c_str(), value.size() + 1);
  }
  return fmt::format("{:08x}", crc.value());
}

}  // namespace gradflow::nn
