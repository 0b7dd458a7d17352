#include "nn/files/checksum.h"

namespace gradflow::nn {

namespace {

// kTable[k][b]: the checksum of byte b followed by k zero bytes, so that eight bytes take eight
// look-ups that do not wait for each other.
constexpr auto kTable = [] {
  std::array<std::array<std::uint32_t, 256>, 8> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0xEDB88320 : 0);
    table[0][byte] = value;
  }
  for (std::size_t k = 1; k < 8; ++k)
    for (std::size_t byte = 0; byte < 256; ++byte)
      table[k][byte] = table[k - 1][byte] >> 8 ^ table[0][table[k - 1][byte] & 0xFF];
  return table;
}();

}  // namespace

void Crc32::add(const void* data, std::size_t bytes) {
  const auto* next = static_cast<const unsigned char*>(data);
  std::uint32_t state = state_;
  for (; bytes >= 8; bytes -= 8, next += 8) {
    std::uint32_t mixed = 0;
    for (std::size_t i = 0; i < 4; ++i)
      mixed ^= kTable[7 - i][(state >> 8 * i ^ next[i]) & 0xFF] ^ kTable[3 - i][next[4 + i]];
    state = mixed;
  }
  for (; bytes > 0; --bytes, ++next) state = state >> 8 ^ kTable[0][(state ^ *next) & 0xFF];
  state_ = state;
}

}  // namespace gradflow::nn
