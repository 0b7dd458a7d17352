#include <png.h>

#include "nn/files/pixels.h"

namespace gradflow::nn {

namespace {

// The simplified interface of libpng, which reports errors by return value instead of jumping.
class Png {
 public:
  Png() { image_.version = PNG_IMAGE_VERSION; }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;
  ~Png() { png_image_free(&image_); }

  png_image* get() { return &image_; }
  png_image* operator->() { return &image_; }

 private:
  png_image image_{};
};

// The least bits that a pixel has in a file which libpng says is of that format.
std::int64_t least_bits(std::uint32_t format) {
  const bool coloured =
      (format & PNG_FORMAT_FLAG_COLOR) != 0 && (format & PNG_FORMAT_FLAG_COLORMAP) == 0;
  if ((format & PNG_FORMAT_FLAG_LINEAR) != 0) return coloured ? 48 : 16;
  return coloured ? 24 : 1;
}

std::vector<std::uint8_t> grey_of(const std::vector<std::uint8_t>& colour) {
  std::vector<std::uint8_t> grey(colour.size() / 3);
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const std::uint8_t* pixel = colour.data() + 3 * i;
    grey[i] =
        static_cast<std::uint8_t>((299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2] + 500) / 1000);
  }
  return grey;
}

}  // namespace

Pixels detail::decode_png(const InputFile& file, std::span<const std::uint8_t> bytes, bool colour) {
  Png png;
  file.expect(png_image_begin_read_from_memory(png.get(), bytes.data(), bytes.size()) != 0,
              "it cannot be decoded: {}", png->message);
  check_extents(file, png->height, png->width);
  const std::int64_t bits = std::int64_t{png->height} * png->width * least_bits(png->format);
  check_bytes(file, png->height, png->width,
              static_cast<std::uint64_t>(bits) / 8 / kMostFromDeflatedByte);
  const bool stored_grey = (png->format & PNG_FORMAT_FLAG_COLOR) == 0;
  png->format = stored_grey && !colour ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  Pixels pixels{png->height, png->width, PNG_IMAGE_SAMPLE_CHANNELS(png->format), {}};
  pixels.values.resize(PNG_IMAGE_SIZE(*png.get()));
  const png_color black{0, 0, 0};
  const int whole = png_image_finish_read(png.get(), &black, pixels.values.data(), 0, nullptr);
  file.expect(whole != 0, "it cannot be decoded: {}", png->message);
  if (!colour && pixels.channels == 3) {
    pixels.values = grey_of(pixels.values);
    pixels.channels = 1;
  }
  return pixels;
}

}  // namespace gradflow::nn
