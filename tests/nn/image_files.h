#pragma once
// Image files for tests, written by the libraries themselves.

#include <cstdio>  // before <jpeglib.h>, which needs it

#include <jpeglib.h>
#include <png.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace gradflow::testing {

// `format` is one of libpng's: PNG_FORMAT_GRAY, PNG_FORMAT_RGB, PNG_FORMAT_RGBA, or, with a palette
// of three values a colour, PNG_FORMAT_RGB_COLORMAP.
inline void write_png(const std::string& path, std::uint32_t rows, std::uint32_t columns,
                      std::uint32_t format, const std::vector<std::uint8_t>& values,
                      const std::vector<std::uint8_t>& palette = {}) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = columns;
  image.height = rows;
  image.format = format;
  image.colormap_entries = static_cast<std::uint32_t>(palette.size() / 3);
  if (png_image_write_to_file(&image, path.c_str(), 0, values.data(), 0, palette.data()) == 0)
    throw std::runtime_error(image.message);
}

enum class JpegCoding : std::uint8_t { sequential, progressive, arithmetic };

// Every pixel is this one: one value for grey, three for colour, four for CMYK. At the best
// quality, in as few bytes as the coding can.
inline void write_jpeg(const std::string& path, std::uint32_t rows, std::uint32_t columns,
                       const std::vector<std::uint8_t>& pixel,
                       JpegCoding coding = JpegCoding::sequential) {
  std::vector<std::uint8_t> line;
  for (std::uint32_t i = 0; i < columns; ++i) line.insert(line.end(), pixel.begin(), pixel.end());
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) throw std::runtime_error("cannot write " + path);
  jpeg_compress_struct state{};
  jpeg_error_mgr errors{};
  state.err = jpeg_std_error(&errors);
  jpeg_create_compress(&state);
  jpeg_stdio_dest(&state, file);
  state.image_width = columns;
  state.image_height = rows;
  state.input_components = static_cast<int>(pixel.size());
  state.in_color_space = pixel.size() == 1 ? JCS_GRAYSCALE : pixel.size() == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&state);
  jpeg_set_quality(&state, 100, TRUE);
  state.optimize_coding = coding == JpegCoding::arithmetic ? FALSE : TRUE;
  state.arith_code = coding == JpegCoding::arithmetic ? TRUE : FALSE;
  std::vector<jpeg_scan_info> scans;  // the means of all blocks, then the rest of each component
  if (coding == JpegCoding::progressive) {
    scans.push_back({state.num_components, {0, 1, 2}, 0, 0, 0, 0});
    for (int i = 0; i < state.num_components; ++i) scans.push_back({1, {i}, 1, 63, 0, 0});
    state.scan_info = scans.data();
    state.num_scans = static_cast<int>(scans.size());
  }
  jpeg_start_compress(&state, TRUE);
  JSAMPROW row = line.data();
  while (state.next_scanline < rows) jpeg_write_scanlines(&state, &row, 1);
  jpeg_finish_compress(&state);
  jpeg_destroy_compress(&state);
  std::fclose(file);
}

}  // namespace gradflow::testing
