// Images of files as tensors: what is in them, at which size, and what is said of damaged ones.

#include "nn/data/image.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <utility>

#include "tests/nn/big_endian.h"
#include "tests/nn/compressed.h"
#include "tests/nn/image_files.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/address_space_limit.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/holds.h"

namespace gradflow::data {
namespace {

using gradflow::testing::AddressSpaceLimit;
using gradflow::testing::big_endian;
using gradflow::testing::bytes_of_file;
using gradflow::testing::close;
using gradflow::testing::expect_error;
using gradflow::testing::JpegCoding;
using gradflow::testing::overwrite_byte;
using gradflow::testing::same_bits;
using gradflow::testing::write_file;
using gradflow::testing::write_jpeg;
using gradflow::testing::write_png;

struct ImageFile : ::testing::Test {
  // Without much memory.
  void expect_text(std::string_view text, const char* file = __builtin_FILE(),
                   int line = __builtin_LINE()) {
    const AddressSpaceLimit limit;
    expect_error<FileError>([&] { read_image(path); },
                            fmt::format("read_image: \"{}\": {}", path, text), file, line);
  }
  testing::TemporaryFolder folder;
  std::string path = folder.file("image");
  const ImageOptions grey{.colour = false};
};

TEST_F(ImageFile, OfPngHasItsPixelsChannelByChannel) {
  write_png(path, 1, 2, PNG_FORMAT_RGB, {10, 20, 30, 40, 50, 60});
  EXPECT_TRUE(same_bits(read_image(path), Tensor::from({3, 1, 2}, {10, 40, 20, 50, 30, 60})));
  // 0.299 · 10 + 0.587 · 20 + 0.114 · 30 = 18.15
  EXPECT_TRUE(same_bits(read_image(path, grey), Tensor::from({1, 1, 2}, {18, 48})));
}

TEST_F(ImageFile, OfGreyPngHasThreeEqualChannelsInColour) {
  write_png(path, 2, 2, PNG_FORMAT_GRAY, {0, 1, 254, 255});
  EXPECT_TRUE(same_bits(read_image(path, grey), Tensor::from({1, 2, 2}, {0, 1, 254, 255})));
  EXPECT_TRUE(same_bits(read_image(path),
                        Tensor::from({3, 2, 2}, {0, 1, 254, 255, 0, 1, 254, 255, 0, 1, 254, 255})));
}

TEST_F(ImageFile, IsBlackWhereItIsTransparent) {
  write_png(path, 1, 2, PNG_FORMAT_RGBA, {200, 100, 50, 255, 200, 100, 50, 0});
  EXPECT_TRUE(same_bits(read_image(path), Tensor::from({3, 1, 2}, {200, 0, 100, 0, 50, 0})));
}

TEST_F(ImageFile, OfJpegHasItsColour) {
  write_jpeg(path, 9, 17, {200, 100, 50});
  const Tensor image = read_image(path);
  ASSERT_EQ(image.shape(), Shape({3, 9, 17}));
  EXPECT_TRUE(close(image.rows(0, 1), Tensor::full({1, 9, 17}, 200), 2));
  EXPECT_TRUE(close(image.rows(1, 2), Tensor::full({1, 9, 17}, 100), 2));
  EXPECT_TRUE(close(image.rows(2, 3), Tensor::full({1, 9, 17}, 50), 2));
  EXPECT_TRUE(close(read_image(path, grey), Tensor::full({1, 9, 17}, 124), 2));
  write_jpeg(path, 3, 2, {77});
  EXPECT_TRUE(close(read_image(path), Tensor::full({3, 3, 2}, 77), 1));
}

TEST_F(ImageFile, MayNotBeInCmyk) {
  write_jpeg(path, 9, 17, {200, 100, 50, 0});
  expect_text("its colours are CMYK; only grey and colours of three channels are read");
}

TEST_F(ImageFile, ShrinksByTriangularMeans) {
  write_png(path, 1, 4, PNG_FORMAT_GRAY, {0, 70, 140, 210});
  // Weights 3/4, 3/4, 1/4 of the pixels that a triangle of four pixels' width reaches.
  EXPECT_TRUE(
      close(read_image(path, {.rows = 1, .columns = 2, .colour = false, .fit = Fit::stretch}),
            Tensor::from({1, 1, 2}, {50, 160}), 1e-4));
  write_png(path, 4, 1, PNG_FORMAT_GRAY, {0, 70, 140, 210});
  EXPECT_TRUE(
      close(read_image(path, {.rows = 2, .columns = 1, .colour = false, .fit = Fit::stretch}),
            Tensor::from({1, 2, 1}, {50, 160}), 1e-4));
}

TEST_F(ImageFile, EnlargesByLinearInterpolation) {
  write_png(path, 1, 2, PNG_FORMAT_GRAY, {0, 100});
  EXPECT_TRUE(
      close(read_image(path, {.rows = 1, .columns = 4, .colour = false, .fit = Fit::stretch}),
            Tensor::from({1, 1, 4}, {0, 25, 75, 100}), 1e-4));
}

TEST_F(ImageFile, TakesNoMoreMemoryForManyRowsThanForManyColumns) {
  const std::uint32_t many = 1'000'000;
  const std::vector<std::uint8_t> values(many, 100);
  for (const auto& [rows, columns] : {std::pair(many, 1U), std::pair(1U, many)}) {
    write_png(path, rows, columns, PNG_FORMAT_GRAY, values);
    for (const std::int64_t size : {1, 224}) {
      const Tensor expected = Tensor::full({1, size, size}, 100);
      const AddressSpaceLimit limit(96 << 20);
      EXPECT_TRUE(close(
          read_image(path, {.rows = size, .columns = size, .colour = false, .fit = Fit::stretch}),
          expected, 1e-3));
    }
  }
}

TEST_F(ImageFile, TakesTwiceTheMemoryOfALargerResultAtMost) {
  write_png(path, 2, 2, PNG_FORMAT_GRAY, {7, 7, 7, 7});
  const ImageOptions large{.rows = 4000, .columns = 4000, .colour = false, .fit = Fit::stretch};
  const AddressSpaceLimit limit(2 * 4000 * 4000 * sizeof(float));
  EXPECT_EQ(read_image(path, large).shape(), Shape({1, 4000, 4000}));
}

TEST_F(ImageFile, SaysForWhichResultThereIsNoMemory) {
  if (!testing::kAddressSpaceIsLimited) GTEST_SKIP() << "no limit under a sanitizer";
  write_png(path, 2, 2, PNG_FORMAT_GRAY, {7, 7, 7, 7});
  const AddressSpaceLimit limit(64 << 20);
  EXPECT_THROW(
      read_image(path, {.rows = 9000, .columns = 9000, .colour = false, .fit = Fit::stretch}),
      MemoryError);
}

TEST_F(ImageFile, KeepsItsRatioByLosingItsEdges) {
  write_png(path, 2, 6, PNG_FORMAT_GRAY, {9, 9, 1, 2, 9, 9, 9, 9, 3, 4, 9, 9});
  EXPECT_TRUE(same_bits(read_image(path, {.rows = 2, .columns = 2, .colour = false}),
                        Tensor::from({1, 2, 2}, {1, 2, 3, 4})));
  write_png(path, 4, 1, PNG_FORMAT_GRAY, {9, 1, 2, 9});
  EXPECT_TRUE(close(read_image(path, {.rows = 2, .columns = 1, .colour = false}),
                    Tensor::from({1, 2, 1}, {1, 2}), 1e-6));
}

TEST_F(ImageFile, OfOneColourStaysSoAtAnySize) {
  write_png(path, 5, 7, PNG_FORMAT_GRAY, std::vector<std::uint8_t>(35, 100));
  for (const std::int64_t rows : {1, 3, 5, 11})
    for (const std::int64_t columns : {1, 2, 7, 20})
      for (const Fit fit : {Fit::crop, Fit::stretch})
        EXPECT_TRUE(
            close(read_image(path, {.rows = rows, .columns = columns, .colour = false, .fit = fit}),
                  Tensor::full({1, rows, columns}, 100), 1e-4));
}

TEST_F(ImageFile, IsRefusedWhereverItIsCut) {
  write_png(path, 3, 5, PNG_FORMAT_GRAY, std::vector<std::uint8_t>(15, 100));
  const std::string png = bytes_of_file(path);
  for (std::size_t length = 0; length + 12 < png.size(); ++length) {  // without the end's marker
    write_file(path, png.substr(0, length));
    EXPECT_THROW(read_image(path), FileError) << length;
  }
  write_jpeg(path, 20, 20, {1, 2, 3});
  const std::string jpeg = bytes_of_file(path);
  for (std::size_t length = 0; length + 2 < jpeg.size(); length += 5) {
    write_file(path, jpeg.substr(0, length));
    EXPECT_THROW(read_image(path), FileError) << length;
  }
}

TEST_F(ImageFile, IsRefusedWhenItsBytesAreDamaged) {
  write_png(path, 3, 5, PNG_FORMAT_GRAY, std::vector<std::uint8_t>(15, 100));
  const std::string good = bytes_of_file(path);
  std::string bad = good;
  bad[good.find("IDAT") + 8] ^= 1;
  write_file(path, bad);
  try {
    read_image(path);
    ADD_FAILURE() << "damaged bytes were decoded";
  } catch (const FileError& error) {  // the rest of the text is libpng's
    EXPECT_TRUE(testing::holds(error.what(), path + "\": it cannot be decoded: IDAT: "));
  }
  write_file(path, "GIF89a and so on");
  expect_text("it is neither a PNG nor a JPEG file");
  write_file(path, testing::gzipped(good));
  expect_text("it is neither a PNG nor a JPEG file");
  write_file(path, "");
  expect_text("it is neither a PNG nor a JPEG file");
  std::filesystem::resize_file(path, std::uint64_t{100} << 30);  // of zeros, which take no room
  expect_text("it is neither a PNG nor a JPEG file");
  overwrite_byte(path, 0, '\xFF');
  overwrite_byte(path, 1, '\xD8');
  overwrite_byte(path, 2, '\xFF');
  expect_text("it has 107374182400 bytes; expected at most 1073741824");
  std::filesystem::remove(path);
  expect_text("cannot open it: No such file or directory");
}

// The PNG with other extents in its header, whose checksum is right.
std::string with_png_extents(std::string png, std::uint32_t rows, std::uint32_t columns) {
  png.replace(16, 8, big_endian(columns) + big_endian(rows));
  const auto* header = reinterpret_cast<const unsigned char*>(png.data()) + 12;
  return png.replace(29, 4, big_endian(static_cast<std::uint32_t>(crc32(0, header, 17))));
}

// The JPEG with other extents in its header, which begins with this marker.
std::string with_jpeg_extents(std::string jpeg, std::string_view marker, std::uint32_t rows,
                              std::uint32_t columns) {
  return jpeg.replace(jpeg.find(marker) + 5, 4, big_endian(rows << 16 | columns));
}

std::string too_small(std::size_t bytes, int least) {
  return fmt::format(
      "it has {} bytes; expected at least {} for the 8160 × 8160 pixels that its header says",
      bytes, least);
}

TEST_F(ImageFile, TakesNoMemoryForPixelsThatAPngOnlyClaims) {
  const std::vector<std::uint8_t> values(6), palette(6);
  const std::pair<std::uint32_t, int> least_of[] = {{PNG_FORMAT_GRAY, 8065},
                                                    {PNG_FORMAT_RGB_COLORMAP, 8065},
                                                    {PNG_FORMAT_RGB, 193562},
                                                    {PNG_FORMAT_LINEAR_Y, 129041},
                                                    {PNG_FORMAT_LINEAR_RGB, 387125}};
  for (const auto& [format, least] : least_of) {
    write_png(path, 1, 1, format, values, palette);
    const std::string bytes = with_png_extents(bytes_of_file(path), 8160, 8160);
    write_file(path, bytes);
    expect_text(too_small(bytes.size(), least));
  }
}

TEST_F(ImageFile, TakesNoMemoryForPixelsThatAJpegOnlyClaims) {
  write_jpeg(path, 20, 20, {1, 2, 3});
  const std::string good = bytes_of_file(path);
  write_file(path, with_jpeg_extents(good, "\xFF\xC0", 0xFDFD, 0xFDFD));
  expect_text("its header says 65021 × 65021 pixels; expected at least one and at most 67108864");
  // 1020 × 1020 blocks of brightness, 510 × 510 of either colour.
  std::string bytes = with_jpeg_extents(good, "\xFF\xC0", 8160, 8160);
  write_file(path, bytes);
  expect_text(too_small(bytes.size(), 390150));
  bytes[bytes.find("\xFF\xC0") + 1] = '\xC9';  // arithmetic codes
  write_file(path, bytes);
  expect_text(too_small(bytes.size(), 193027));
  write_jpeg(path, 20, 20, {1, 2, 3}, JpegCoding::progressive);
  bytes = with_jpeg_extents(bytes_of_file(path), "\xFF\xC2", 8160, 8160);
  write_file(path, bytes);
  expect_text(too_small(bytes.size(), 195075));
}

TEST_F(ImageFile, IsReadHoweverFewBytesItsPixelsTake) {
  const Tensor black = Tensor::zeros({1, 1024, 1024});
  write_png(path, 1024, 1024, PNG_FORMAT_RGB_COLORMAP, std::vector<std::uint8_t>(1 << 20),
            {0, 0, 0, 255, 255, 255});
  EXPECT_LT(bytes_of_file(path).size(), 300);
  EXPECT_TRUE(same_bits(read_image(path, grey), black));
  write_jpeg(path, 1024, 1024, {0});
  EXPECT_LT(bytes_of_file(path).size(), 4500);  // two bits a block, a bit, and nearly none
  EXPECT_TRUE(same_bits(read_image(path, grey), black));
  write_jpeg(path, 1024, 1024, {0}, JpegCoding::progressive);
  EXPECT_LT(bytes_of_file(path).size(), 2500);
  EXPECT_TRUE(same_bits(read_image(path, grey), black));
#if defined(C_ARITH_CODING_SUPPORTED) && defined(D_ARITH_CODING_SUPPORTED)
  write_jpeg(path, 1024, 1024, {0}, JpegCoding::arithmetic);
  EXPECT_LT(bytes_of_file(path).size(), 500);
  EXPECT_TRUE(same_bits(read_image(path, grey), black));
#endif
}

TEST_F(ImageFile, NeedsBothExtentsOrNone) {
  expect_error<ArgumentError>([&] { read_image(path, {.rows = 3}); },
                              "read_image: 3 × 0 pixels; expected extents above 0, or none at all");
}

}  // namespace
}  // namespace gradflow::data
