#include <algorithm>
#include <csetjmp>
#include <cstdio>  // before <jpeglib.h>, which needs it

#include <jerror.h>
#include <jpeglib.h>

#include "nn/files/pixels.h"

namespace gradflow::nn {

namespace {

// libjpeg leaves its functions by a jump. So that it passes no destructor, whatever calls them here
// has trivial locals alone, and the decoder is destroyed further out.
struct Errors : jpeg_error_mgr {
  std::jmp_buf back;
  char message[JMSG_LENGTH_MAX];
};

struct Decoder {
  jpeg_decompress_struct state;
  Errors errors;
};

[[noreturn]] void leave(j_common_ptr state) {
  auto* errors = static_cast<Errors*>(state->err);
  errors->format_message(state, errors->message);
  std::longjmp(errors->back, 1);
}

// A warning is damage that libjpeg fills with something grey: an error here. Bytes between the
// parts of a file hurt nobody.
void warn(j_common_ptr state, int level) {
  if (level < 0 && state->err->msg_code != JWRN_EXTRANEOUS_DATA) leave(state);
}

bool begin(Decoder& decoder, std::span<const std::uint8_t> bytes, bool colour) {
  decoder.state.err = jpeg_std_error(&decoder.errors);
  decoder.errors.error_exit = leave;
  decoder.errors.emit_message = warn;
  if (setjmp(decoder.errors.back) != 0) return false;
  jpeg_create_decompress(&decoder.state);
  jpeg_mem_src(&decoder.state, bytes.data(), bytes.size());
  jpeg_read_header(&decoder.state, TRUE);
  decoder.state.out_color_space = colour ? JCS_RGB : JCS_GRAYSCALE;
  return true;
}

// The least bytes that the blocks of all components take, by the rule in pixels.h.
std::uint64_t least_bytes(const jpeg_decompress_struct& state) {
  constexpr std::uint64_t kArithmeticBlocks = 1 << 14;  // for which no byte is wanted
  std::uint64_t blocks = 0;
  for (int i = 0; i < state.num_components; ++i)
    blocks +=
        std::uint64_t{state.comp_info[i].width_in_blocks} * state.comp_info[i].height_in_blocks;
  if (state.arith_code) return (blocks - std::min(blocks, kArithmeticBlocks)) / 8;
  return (state.progressive_mode ? blocks : 2 * blocks) / 8;
}

bool finish(Decoder& decoder, std::uint8_t* pixels, std::size_t row_bytes) {
  if (setjmp(decoder.errors.back) != 0) return false;
  jpeg_start_decompress(&decoder.state);
  while (decoder.state.output_scanline < decoder.state.output_height) {
    JSAMPROW row = pixels + decoder.state.output_scanline * row_bytes;
    jpeg_read_scanlines(&decoder.state, &row, 1);
  }
  jpeg_finish_decompress(&decoder.state);
  return true;
}

}  // namespace

Pixels detail::decode_jpeg(const InputFile& file, std::span<const std::uint8_t> bytes,
                           bool colour) {
  struct Owner {
    Owner() = default;
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;
    ~Owner() { jpeg_destroy_decompress(&decoder.state); }
    Decoder decoder{};
  } owner;
  Decoder& decoder = owner.decoder;
  file.expect(begin(decoder, bytes, colour), "it cannot be decoded: {}",
              static_cast<const char*>(decoder.errors.message));
  file.expect(
      decoder.state.jpeg_color_space != JCS_CMYK && decoder.state.jpeg_color_space != JCS_YCCK,
      "its colours are CMYK; only grey and colours of three channels are read");
  Pixels pixels{decoder.state.image_height, decoder.state.image_width, colour ? 3 : 1, {}};
  check_extents(file, pixels.rows, pixels.columns);
  check_bytes(file, pixels.rows, pixels.columns, least_bytes(decoder.state));
  const auto row_bytes = static_cast<std::size_t>(pixels.columns * pixels.channels);
  pixels.values.resize(static_cast<std::size_t>(pixels.rows) * row_bytes);
  file.expect(finish(decoder, pixels.values.data(), row_bytes), "it cannot be decoded: {}",
              static_cast<const char*>(decoder.errors.message));
  return pixels;
}

}  // namespace gradflow::nn
