#include "nn/files/pixels.h"

#include <algorithm>
#include <array>

namespace gradflow::nn {

namespace {

constexpr std::array<std::uint8_t, 8> kPng = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::array<std::uint8_t, 3> kJpeg = {0xFF, 0xD8, 0xFF};

bool begins_with(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> start) {
  return bytes.size() >= start.size() && std::ranges::equal(bytes.first(start.size()), start);
}

}  // namespace

void detail::check_extents(const InputFile& file, std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t kMostPixels = std::int64_t{1} << 26;
  file.expect(rows > 0 && columns > 0 && rows <= kMostPixels / columns,
              "its header says {} × {} pixels; expected at least one and at most {}", rows, columns,
              kMostPixels);
}

void detail::check_bytes(const InputFile& file, std::int64_t rows, std::int64_t columns,
                         std::uint64_t least) {
  file.expect(file.size() >= least,
              "it has {} bytes; expected at least {} for the {} × {} pixels that its header says",
              file.size(), least, rows, columns);
}

Pixels read_pixels(const std::string& path, bool colour) {
  InputFile file(path, "read_image");
  std::vector<std::uint8_t> bytes;
  if (!file.compressed()) {
    bytes.resize(file.size());
    file.expect(file.read(bytes.data(), bytes.size()) == bytes.size(),
                "it became shorter while it was read");
  }
  if (begins_with(bytes, kPng)) return detail::decode_png(file, bytes, colour);
  file.expect(begins_with(bytes, kJpeg), "it is neither a PNG nor a JPEG file");
  return detail::decode_jpeg(file, bytes, colour);
}

}  // namespace gradflow::nn
