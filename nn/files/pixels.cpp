#include "nn/files/pixels.h"

#include <algorithm>
#include <array>

namespace gradflow::nn {

namespace {

constexpr std::array<std::uint8_t, 8> kPng = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::array<std::uint8_t, 3> kJpeg = {0xFF, 0xD8, 0xFF};
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;  // twice 2^26 pixels of 8 bytes

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
  std::vector<std::uint8_t> bytes(std::min<std::uint64_t>(kPng.size(), file.size()));
  bytes.resize(file.compressed() ? 0 : file.read(bytes.data(), bytes.size()));
  const bool is_png = begins_with(bytes, kPng);
  file.expect(is_png || begins_with(bytes, kJpeg), "it is neither a PNG nor a JPEG file");
  file.expect(file.size() <= kMostBytes, "it has {} bytes; expected at most {}", file.size(),
              kMostBytes);
  const std::size_t begun = bytes.size();
  bytes.resize(file.size());
  file.expect(file.read(bytes.data() + begun, bytes.size() - begun) == bytes.size() - begun,
              "it became shorter while it was read");
  return is_png ? detail::decode_png(file, bytes, colour)
                : detail::decode_jpeg(file, bytes, colour);
}

}  // namespace gradflow::nn
