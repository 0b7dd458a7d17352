#pragma once
// The pixels of PNG and JPEG files, which their first bytes tell apart. libpng and libjpeg stay in
// the .cpp files.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nn/files/input_file.h"

namespace gradflow::nn {

struct Pixels {
  std::int64_t rows = 0, columns = 0, channels = 0;  // 1 grey, 3 red, green, blue
  std::vector<std::uint8_t> values;                  // channels of a pixel side by side
};

// As grey or in colour, whatever the file has: grey is 0.299 red + 0.587 green + 0.114 blue.
// Transparent parts show black; 16 bits become 8. FileError, naming the file, for what is damaged
// or cut short, for another format or a JPEG in CMYK, and, before memory is taken for them, for
// more than 2^30 bytes, and for more pixels than 2^26 or than the file has bytes for:
//   PNG    1032 bytes of pixels come from one of the file at most, deflate's limit; of a palette
//          and of grey, 8 pixels are a byte at least
//   JPEG   a block of 8 × 8 values is two Huffman codes at least, in a progressive file one, of a
//          bit each. Arithmetic codes have no least size, so a limit is set: 2^14 blocks, and 8
//          more for each byte of the file. Whole files that are denser are refused
Pixels read_pixels(const std::string& path, bool colour);

namespace detail {

void check_extents(const InputFile& file, std::int64_t rows, std::int64_t columns);
// That the file has the bytes which so many pixels take at least.
void check_bytes(const InputFile& file, std::int64_t rows, std::int64_t columns,
                 std::uint64_t least);
Pixels decode_png(const InputFile& file, std::span<const std::uint8_t> bytes, bool colour);
Pixels decode_jpeg(const InputFile& file, std::span<const std::uint8_t> bytes, bool colour);

}  // namespace detail

}  // namespace gradflow::nn
