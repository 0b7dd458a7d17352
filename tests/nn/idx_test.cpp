// The reader of IDX files: what it reads, and what it says of files that are not what they claim.

#include "nn/data/idx.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/nn/big_endian.h"
#include "tests/nn/compressed.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/address_space_limit.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::data {
namespace {

using gradflow::testing::AddressSpaceLimit;
using gradflow::testing::big_endian;
using gradflow::testing::expect_error;
using gradflow::testing::gzipped;
using gradflow::testing::same_bits;
using gradflow::testing::TemporaryFolder;
using gradflow::testing::write_file;

// The header of an IDX file, and the elements as they are.
std::string idx(int type, const std::vector<std::uint32_t>& extents, const std::string& elements) {
  std::string bytes = {0, 0, static_cast<char>(type), static_cast<char>(extents.size())};
  for (const std::uint32_t extent : extents) bytes += big_endian(extent);
  return bytes + elements;
}

struct Idx : ::testing::Test {
  Tensor read(const std::string& bytes) {
    write_file(path, bytes);
    return read_idx(path);
  }
  // Without much memory.
  void expect_text(const std::string& bytes, std::string_view text,
                   const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    write_file(path, bytes);
    const AddressSpaceLimit limit;
    expect_error<FileError>([&] { read_idx(path); },
                            fmt::format("read_idx: \"{}\": {}", path, text), file, line);
  }
  TemporaryFolder folder;
  std::string path = folder.file("images");
  // Two images of 1 x 3.
  std::string images = idx(8, {2, 1, 3}, std::string("\x00\x01\x7F\x80\xFE\xFF", 6));
};

TEST_F(Idx, ReadsBytesAsIntegersFrom0To255) {
  const Tensor expected = Tensor::from({2, 1, 3}, {0, 1, 127, 128, 254, 255}, DType::int32);
  EXPECT_TRUE(same_bits(read(images), expected));
  EXPECT_TRUE(same_bits(read_idx(path, DType::float32), expected.to(DType::float32)));
  EXPECT_TRUE(same_bits(read_idx(path, DType::float64), expected.to(DType::float64)));
}

TEST_F(Idx, ReadsEveryElementTypeBigEndian) {
  EXPECT_TRUE(
      same_bits(read(idx(0x09, {2}, "\xFF\x02")), Tensor::from({2}, {-1, 2}, DType::int32)));
  EXPECT_TRUE(same_bits(read(idx(0x0B, {2}, std::string("\x01\x00\xFF\xFE", 4))),
                        Tensor::from({2}, {256, -2}, DType::int32)));
  EXPECT_TRUE(same_bits(read(idx(0x0C, {1}, std::string("\x7F\xFF\xFF\xFF", 4))),
                        Tensor::from({1}, {2147483647}, DType::int32)));
  EXPECT_TRUE(same_bits(read(idx(0x0D, {1}, std::string("\x3F\xC0\x00\x00", 4))),
                        Tensor::from({1}, {1.5})));
  EXPECT_TRUE(same_bits(read(idx(0x0E, {1}, std::string("\xC0\x04\x00\x00\x00\x00\x00\x00", 8))),
                        Tensor::from({1}, {-2.5}, DType::float64)));
}

TEST_F(Idx, ReadsMoreThanOnePieceOfElements) {
  std::string bytes(200'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i % 251);
  const Tensor expected = Tensor::build<std::int32_t>({400, 500}, [](auto elements) {
    for (std::size_t i = 0; i < elements.size(); ++i)
      elements[i] = static_cast<std::int32_t>(i % 251);
  });
  const std::string file = idx(8, {400, 500}, bytes);
  EXPECT_TRUE(same_bits(read(file), expected));
  EXPECT_TRUE(same_bits(read(gzipped(file)), expected));
}

TEST_F(Idx, ReadsGzipByItsFirstBytesAndSeveralStreamsAsOne) {
  const Tensor expected = read(images);
  EXPECT_TRUE(same_bits(read(gzipped(images)), expected));
  EXPECT_TRUE(same_bits(read(gzipped(images.substr(0, 9)) + gzipped(images.substr(9))), expected));
}

TEST_F(Idx, ReadsNoElements) {
  EXPECT_TRUE(same_bits(read(idx(8, {0, 28, 28}, "")), Tensor::zeros({0, 28, 28}, DType::int32)));
}

TEST_F(Idx, RefusesATypeThatDoesNotHoldEveryValue) {
  write_file(path, idx(0x0C, {1}, std::string("\x7F\xFF\xFF\xFF", 4)));
  expect_error<TypeError>(
      [&] { read_idx(path, DType::float32); },
      fmt::format("read_idx: \"{}\" holds 32-bit integers, and float32 does not hold each of their "
                  "values; read it as int32 and convert with to()",
                  path));
  EXPECT_EQ(read_idx(path, DType::float64).item(), 2147483647);
  write_file(path, idx(0x0D, {1}, std::string("\x3F\xC0\x00\x00", 4)));
  EXPECT_THROW(read_idx(path, DType::int32), TypeError);
}

TEST_F(Idx, SaysWhatIsWrongWithAHeader) {
  expect_error<FileError>(
      [&] { read_idx(path); },
      fmt::format("read_idx: \"{}\": cannot open it: No such file or directory", path));
  expect_text(std::string(3, '\0'),
              "it has 3 bytes; an IDX file begins with 4 that tell its element type and number of "
              "axes");
  expect_text("PK\x03\x04 and so on",
              "it begins with the bytes 50 4b 03 04; expected 00 00, an element type and a number "
              "of axes, as an IDX file has them");
  expect_text(idx(0x0A, {1}, "1"),
              "the element type is 0x0a; expected 0x08, 0x09, 0x0b, 0x0c, 0x0d or 0x0e");
  expect_text(idx(8, {}, ""), "it says 0 axes; expected 1 to 8");
  expect_text(idx(8, {1, 1, 1, 1, 1, 1, 1, 1, 1}, "1"), "it says 9 axes; expected 1 to 8");
  expect_text(idx(8, {2, 1, 3}, "").substr(0, 15),
              "it ends within its header, which has 16 bytes for 3 axes");
}

TEST_F(Idx, SaysWhenElementsAreMissingOrTooMany) {
  expect_text(images.substr(0, images.size() - 1),
              "[2, 1, 3] unsigned bytes take 6 bytes, but 5 follow the header");
  expect_text(images + "1", "[2, 1, 3] unsigned bytes take 6 bytes, but 7 follow the header");
  expect_text(gzipped(images.substr(0, images.size() - 1)),
              "it ends after 5 of 6 bytes of elements");
  expect_text(gzipped(images + "1"), "more bytes follow the 6 of its elements");
}

TEST_F(Idx, TakesNoMemoryForWhatTheFileOnlyClaims) {
  expect_text(idx(8, {1 << 10, 1 << 18}, std::string(84, '\0')),
              "[1024, 262144] unsigned bytes take 268435456 bytes, but 84 follow the header");
  const std::uint32_t many = 0x7FFFFFFF;
  expect_text(
      idx(8, {many, 512}, std::string(84, '\0')),
      "[2147483647, 512] unsigned bytes take 1099511627264 bytes, but 84 follow the header");
  const std::string few = gzipped(idx(8, {many, 512}, ""));
  expect_text(few, fmt::format("[2147483647, 512] unsigned bytes are more than its {} compressed "
                               "bytes can hold: it is cut short or damaged",
                               few.size()));
  expect_text(idx(8, {many, many, 0}, ""), "no tensor has the extents [2147483647, 2147483647, 0]");
  // What expands beyond its header is not expanded: 32 megabytes in 32 kilobytes.
  expect_text(gzipped(images + std::string(1 << 25, '\0')),
              "more bytes follow the 6 of its elements");
}

TEST_F(Idx, OfManyElementsNeedsTheMemoryThatADamagedOneDoesNotTake) {
  if (!testing::kAddressSpaceIsLimited) GTEST_SKIP() << "a sanitizer needs the address space";
  write_file(path, gzipped(idx(8, {1 << 25}, std::string(1 << 25, '\0'))));
  {
    const AddressSpaceLimit limit;
    EXPECT_THROW(read_idx(path), MemoryError);
  }
  EXPECT_EQ(read_idx(path).shape(), Shape{1 << 25});
}

TEST_F(Idx, NoticesDamageToCompressedBytes) {
  const std::string good = gzipped(images);
  for (std::size_t length = 2; length < good.size(); ++length)
    expect_text(good.substr(0, length), "the compressed data are cut short");
  std::string bad = good;
  bad[bad.size() - 8] ^= 1;
  expect_text(bad, "the compressed data are damaged: incorrect data check");
  expect_text(good + "more", "the compressed data are damaged: incorrect header check");
}

TEST_F(Idx, RefusesAFolder) {
  std::filesystem::create_directory(path);
  expect_error<FileError>([&] { read_idx(path); },
                          fmt::format("read_idx: \"{}\": it is not a regular file", path));
}

}  // namespace
}  // namespace gradflow::data
