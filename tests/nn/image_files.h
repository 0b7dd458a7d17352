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

// `format` is one of libpng's: PNG_FORMAT_GRAY, PNG_FORMAT_RGB, PNG_FORMAT_RGBA.
inline void write_png(const std::string& path, std::uint32_t rows, std::uint32_t columns,
                      std::uint32_t format, const std::vector<std::uint8_t>& values) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = columns;
  image.height = rows;
  image.format = format;
  if (png_image_write_to_file(&image, path.c_str(), 0, values.data(), 0, nullptr) == 0)
    throw std::runtime_error(image.message);
}

// Every pixel is this one: one value for grey, three for colour. At the best quality.
inline void write_jpeg(const std::string& path, std::uint32_t rows, std::uint32_t columns,
                       const std::vector<std::uint8_t>& pixel) {
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
  state.in_color_space = pixel.size() == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&state);
  jpeg_set_quality(&state, 100, TRUE);
  jpeg_start_compress(&state, TRUE);
  JSAMPROW row = line.data();
  while (state.next_scanline < rows) jpeg_write_scanlines(&state, &row, 1);
  jpeg_finish_compress(&state);
  jpeg_destroy_compress(&state);
  std::fclose(file);
}

}  // namespace gradflow::testing
