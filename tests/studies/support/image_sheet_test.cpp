// Contact sheets and the bytes of the files they become. The PNG is read back by a reader of our
// own for the one kind of stream that we write; its check sums are compared with published values.

#include "studies/support/image_sheet.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "studies/support/deflate_runs.h"
#include "tensor/error.h"
#include "tensor/random.h"
#include "tests/support/expect_error.h"

namespace studies {
namespace {

using gradflow::testing::expect_error;

// Bytes of a zlib stream of one block in the fixed code with distances of 1.
class Inflater {
 public:
  explicit Inflater(std::string_view stream) : stream_(stream), position_(16 + 3) {}

  std::string bytes() {
    std::string out;
    while (true) {
      const int symbol = next_symbol();
      if (symbol == 256) return out;
      if (symbol < 256) {
        out.push_back(static_cast<char>(symbol));
        continue;
      }
      const std::size_t length = run_length(symbol);
      EXPECT_EQ(code(5), 0) << "distance";
      out.append(length, out.back());
    }
  }

 private:
  int code(int bits) {
    int value = 0;
    for (int i = 0; i < bits; ++i, ++position_)
      value = value << 1 | (stream_[position_ / 8] >> position_ % 8 & 1);
    return value;
  }
  std::size_t run_length(int symbol) {  // RFC 1951, section 3.2.5
    constexpr int kBase[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                             31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    constexpr int kExtra[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                              2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    int length = kBase[symbol - 257];
    for (int i = 0; i < kExtra[symbol - 257]; ++i, ++position_)
      length += (stream_[position_ / 8] >> position_ % 8 & 1) << i;
    return static_cast<std::size_t>(length);
  }
  int next_symbol() {  // RFC 1951, section 3.2.6
    int value = code(7);
    if (value <= 0x17) return 256 + value;
    value = value << 1 | code(1);
    if (value <= 0xBF) return value - 0x30;
    if (value <= 0xC7) return 280 + value - 0xC0;
    return 144 + (value << 1 | code(1)) - 0x190;
  }

  std::string_view stream_;
  std::size_t position_;
};

std::uint32_t big_endian_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = value << 8 | static_cast<std::uint8_t>(bytes[offset + i]);
  return value;
}

GreyImage random_image(int width, int height, std::uint64_t seed) {
  GreyImage image(width, height, 0);
  gradflow::Rng rng(seed);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)  // some noise, some runs
    image.pixels[i] =
        i % 7 < 4 && i > 0 ? image.pixels[i - 1] : static_cast<std::uint8_t>(rng.integer(0, 255));
  return image;
}

TEST(ImageSheet, LaysImagesOutRowByRowWithGaps) {
  const std::vector<GreyImage> images = {GreyImage(2, 1, 10), GreyImage(2, 1, 20),
                                         GreyImage(2, 1, 30)};
  const GreyImage sheet =
      image_sheet(images, {.columns = 2, .magnification = 1, .gap = 1, .gap_grey = 0});
  EXPECT_EQ(sheet.width, 7);
  EXPECT_EQ(sheet.height, 5);
  const std::vector<std::uint8_t> expected = {0, 0,  0,  0, 0,  0,  0,  //
                                              0, 10, 10, 0, 20, 20, 0,  //
                                              0, 0,  0,  0, 0,  0,  0,  //
                                              0, 30, 30, 0, 0,  0,  0,  //
                                              0, 0,  0,  0, 0,  0,  0};
  EXPECT_EQ(sheet.pixels, expected);
}

TEST(ImageSheet, MagnificationTurnsPixelsIntoSquares) {
  GreyImage image(2, 1, 1);
  image.at(1, 0) = 2;
  const GreyImage sheet =
      image_sheet(std::vector{image}, {.columns = 1, .magnification = 2, .gap = 0});
  EXPECT_EQ(sheet.pixels, (std::vector<std::uint8_t>{1, 1, 2, 2, 1, 1, 2, 2}));
}

TEST(ImageSheet, RefusesNothingMixedSizesAndBadLayouts) {
  expect_error<gradflow::ArgumentError>([] { image_sheet({}); },
                                        "image_sheet: no images given, expected at least one");
  const std::vector<GreyImage> mixed = {GreyImage(2, 2, 0), GreyImage(2, 3, 0)};
  expect_error<gradflow::ArgumentError>(
      [&] { image_sheet(mixed); },
      "image_sheet: image 1 is 2 × 3 pixels, expected 2 × 2 as the first");
  expect_error<gradflow::ArgumentError>(
      [&] { image_sheet(mixed, {.columns = 0}); },
      "image_sheet: 0 columns, magnification 1, gap 2, expected at least 1, 1 and 0");
  expect_error<gradflow::ArgumentError>(
      [] { GreyImage(0, 4, 0); }, "GreyImage: 0 × 4 pixels given, expected sides of 1 to 65535");
}

TEST(GreyImage, PgmIsAHeaderAndTheBytes) {
  GreyImage image(3, 1, 65);
  image.at(2, 0) = 90;
  EXPECT_EQ(encode_pgm(image), "P5\n3 1\n255\nAAZ");
}

TEST(GreyImage, PngHoldsTheSizeAndTheDifferencesOfRows) {
  for (const auto& [width, height] : {std::pair{1, 1}, {5, 3}, {32, 32}, {700, 4}}) {
    const GreyImage image = random_image(width, height, 1);
    const std::string png = encode_png(image);
    EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1A\n");
    EXPECT_EQ(big_endian_at(png, 16), static_cast<std::uint32_t>(width));
    EXPECT_EQ(big_endian_at(png, 20), static_cast<std::uint32_t>(height));
    EXPECT_EQ(png.substr(37, 4), "IDAT");
    const std::uint32_t length = big_endian_at(png, 33);
    const std::string rows = Inflater(std::string_view(png).substr(41, length)).bytes();
    ASSERT_EQ(rows.size(), static_cast<std::size_t>(height * (width + 1)));
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const int above = y == 0 ? 0 : image.at(x, y - 1);
        const auto step =
            static_cast<std::uint8_t>(rows[static_cast<std::size_t>(y * (width + 1) + x + 1)]);
        ASSERT_EQ((above + step) % 256, image.at(x, y)) << x << ", " << y;
      }
  }
}

TEST(GreyImage, PngEndsWithTheEmptyChunkOfTheStandard) {
  const std::string png = encode_png(GreyImage(4, 4, 7));
  EXPECT_EQ(png.substr(png.size() - 12), std::string("\0\0\0\0IEND\xAE\x42\x60\x82", 12));
}

TEST(GreyImage, FlatPicturesTakeLittleRoom) {
  EXPECT_LT(encode_png(GreyImage(500, 500, 200)).size(), 4000u);
}

TEST(Base64, PadsToGroupsOfFour) {  // RFC 4648, section 10
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Deflate, CheckSumsAreThePublishedOnes) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926u);
  EXPECT_EQ(adler32("Wikipedia"), 0x11E60398u);
}

TEST(Deflate, RunsOfEveryLengthComeBack) {
  for (std::size_t length = 0; length < 800; ++length) {
    const std::string text = std::string(length, 'x') + "y" + std::string(length / 3, '\xFF');
    ASSERT_EQ(Inflater(zlib_runs(text)).bytes(), text) << length;
  }
}

}  // namespace
}  // namespace studies
