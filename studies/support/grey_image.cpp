#include "studies/support/grey_image.h"

#include <fmt/core.h>

#include "studies/support/deflate_runs.h"
#include "tensor/error.h"

namespace studies {

namespace {

std::string big_endian(std::size_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

std::string png_chunk(std::string_view type, std::string_view data) {
  std::string body(type);
  body += data;
  return big_endian(data.size()) + body + big_endian(crc32(body));
}

// Each row after the filter "up": the difference to the row above, so that upright edges and flat
// areas become zeros.
std::string differences(const GreyImage& image) {
  constexpr char kFilterUp = 2;
  std::string rows;
  for (int row = 0; row < image.height; ++row) {
    rows.push_back(kFilterUp);
    for (int column = 0; column < image.width; ++column) {
      const int above = row == 0 ? 0 : image.at(column, row - 1);
      rows.push_back(static_cast<char>(image.at(column, row) - above));
    }
  }
  return rows;
}

}  // namespace

GreyImage::GreyImage(int image_width, int image_height, std::uint8_t grey)
    : width(image_width), height(image_height) {
  constexpr int kLongestSide = 65535;
  gradflow::require(width >= 1 && width <= kLongestSide && height >= 1 && height <= kLongestSide,
                    "GreyImage: {} × {} pixels given, expected sides of 1 to {}", width, height,
                    kLongestSide);
  pixels.assign(offset(0, height), grey);
}

std::string encode_pgm(const GreyImage& image) {
  return fmt::format("P5\n{} {}\n255\n", image.width, image.height) +
         std::string(image.pixels.begin(), image.pixels.end());
}

std::string encode_png(const GreyImage& image) {
  std::string header = big_endian(static_cast<std::size_t>(image.width)) +
                       big_endian(static_cast<std::size_t>(image.height));
  header += {8, 0, 0, 0, 0};  // 8 bits, grey, deflate, standard filters, not interlaced
  return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", header) +
         png_chunk("IDAT", zlib_runs(differences(image))) + png_chunk("IEND", "");
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 3; ++j)
      group = group << 8 | (j < bytes.size() ? static_cast<std::uint8_t>(bytes[j]) : 0);
    for (int shift = 18; shift >= 0; shift -= 6) text.push_back(kDigits[group >> shift & 63]);
  }
  const std::size_t missing = (3 - bytes.size() % 3) % 3;
  text.replace(text.size() - missing, missing, missing, '=');
  return text;
}

std::string png_data_uri(const GreyImage& image) {
  return "data:image/png;base64," + base64(encode_png(image));
}

}  // namespace studies
