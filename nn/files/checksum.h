#pragma once
// CRC-32 as zlib, PNG and Ethernet have it (reflected polynomial 0xEDB88320), over pieces one after
// the other, by zlib. The file formats here use it to notice damage.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gradflow::nn {

class Crc32 {
 public:
  void add(const void* data, std::size_t bytes);
  void add(std::string_view text) { add(text.data(), text.size()); }
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 0;
};

}  // namespace gradflow::nn
