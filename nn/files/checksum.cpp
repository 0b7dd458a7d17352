#include "nn/files/checksum.h"

#include <zlib.h>

namespace gradflow::nn {

void Crc32::add(const void* data, std::size_t bytes) {
  value_ = static_cast<std::uint32_t>(crc32_z(value_, static_cast<const Bytef*>(data), bytes));
}

}  // namespace gradflow::nn
