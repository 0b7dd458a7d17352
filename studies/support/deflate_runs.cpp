#include "studies/support/deflate_runs.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

namespace studies {

namespace {

constexpr std::size_t kShortestRun = 3;
constexpr std::size_t kLongestRun = 258;
constexpr std::uint32_t kEndOfBlock = 256;

// Bits are packed from the low end of each byte; Huffman codes go in from their high bit.
class BitWriter {
 public:
  void bits(std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) bit(value >> i & 1);
  }
  void code(std::uint32_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bit(value >> i & 1);
  }
  std::string take() && {
    if (filled_ > 0) bytes_.push_back(static_cast<char>(partial_));
    return std::move(bytes_);
  }

 private:
  void bit(std::uint32_t value) {
    partial_ |= value << filled_;
    if (++filled_ < 8) return;
    bytes_.push_back(static_cast<char>(partial_));
    partial_ = 0;
    filled_ = 0;
  }

  std::string bytes_;
  std::uint32_t partial_ = 0;
  int filled_ = 0;
};

// The fixed code for literals and lengths, RFC 1951, section 3.2.6.
void put_symbol(BitWriter& out, std::uint32_t symbol) {
  if (symbol < 144) return out.code(0x30 + symbol, 8);
  if (symbol < 256) return out.code(0x190 + symbol - 144, 9);
  if (symbol < 280) return out.code(symbol - 256, 7);
  out.code(0xC0 + symbol - 280, 8);
}

// `length` copies of the byte before: the table of RFC 1951, section 3.2.5, as arithmetic. Symbols
// come in groups of four, and each group leaves one bit more of the length to be written plainly;
// the longest length has a symbol of its own.
void put_run(BitWriter& out, std::size_t length) {
  constexpr std::uint32_t kFirstLength = 257;
  constexpr std::uint32_t kLongestLength = 285;
  const auto rest = static_cast<std::uint32_t>(length - kShortestRun);
  if (length == kLongestRun) {
    put_symbol(out, kLongestLength);
  } else {
    const int plain_bits = std::max(static_cast<int>(std::bit_width(rest)) - 3, 0);
    put_symbol(out,
               kFirstLength + 4 * static_cast<std::uint32_t>(plain_bits) + (rest >> plain_bits));
    out.bits(rest, plain_bits);
  }
  out.code(0, 5);  // distance 1
}

}  // namespace

std::string zlib_runs(std::string_view bytes) {
  BitWriter out;
  out.bits(0x78, 8);  // deflate with a 32 KiB window
  out.bits(0x01, 8);  // makes the two bytes a multiple of 31
  out.bits(1, 1);     // the last block
  out.bits(1, 2);     // in the fixed code
  for (std::size_t i = 0; i < bytes.size();) {
    put_symbol(out, static_cast<std::uint8_t>(bytes[i]));
    const std::size_t last = std::min(bytes.find_first_not_of(bytes[i], i), bytes.size());
    std::size_t left = last - i - 1;
    i = last - left;
    while (left >= kShortestRun) {
      const std::size_t run = std::min(left, kLongestRun);
      put_run(out, run);
      left -= run;
      i += run;
    }
  }
  put_symbol(out, kEndOfBlock);
  std::string stream = std::move(out).take();
  const std::uint32_t sum = adler32(bytes);
  for (int shift = 24; shift >= 0; shift -= 8) stream.push_back(static_cast<char>(sum >> shift));
  return stream;
}

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<std::uint8_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint8_t>(byte);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

}  // namespace studies
