#pragma once
// An 8-bit grey image and the bytes of the two files it can become: PGM, which any viewer of the
// field opens, and PNG, which a browser shows. The PNG is written without a library: rows
// differenced upwards, then runs of equal bytes in deflate's fixed code, which is short for flat
// drawings and correct for any image. Used by contact sheets.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace studies {

struct GreyImage {
  GreyImage() = default;
  // ArgumentError unless both sides are 1 to 65,535 pixels.
  GreyImage(int width, int height, std::uint8_t grey);

  std::uint8_t& at(int column, int row) { return pixels[offset(column, row)]; }
  std::uint8_t at(int column, int row) const { return pixels[offset(column, row)]; }

  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;  // row by row, 0 black to 255 white

 private:
  std::size_t offset(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(column);
  }
};

std::string encode_pgm(const GreyImage& image);  // binary, "P5"
std::string encode_png(const GreyImage& image);

std::string base64(std::string_view bytes);
// "data:image/png;base64,…", to stand as the address of a picture in HTML or SVG.
std::string png_data_uri(const GreyImage& image);

}  // namespace studies
