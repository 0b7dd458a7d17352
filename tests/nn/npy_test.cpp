// .npy files: what comes back, every element type that NumPy writes, and files that are damaged.

#include "nn/files/npy.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/nn/compressed.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/address_space_limit.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::AddressSpaceLimit;
using gradflow::testing::bytes_of_file;
using gradflow::testing::expect_error;
using gradflow::testing::gzipped;
using gradflow::testing::same_bits;
using gradflow::testing::TemporaryFolder;
using gradflow::testing::write_file;

std::string raw(const auto&... values) {
  std::string bytes;
  (bytes.append(reinterpret_cast<const char*>(&values), sizeof values), ...);
  return bytes;
}

// A file of version 1 with that header, not padded.
std::string npy(std::string_view header, const std::string& elements) {
  const auto length = static_cast<std::uint16_t>(header.size());
  return "\x93NUMPY" + std::string("\x01\x00", 2) + raw(length) + std::string(header) + elements;
}

std::string npy(std::string_view descr, std::string_view shape, const std::string& elements) {
  return npy(
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}\n", descr, shape),
      elements);
}

struct Npy : ::testing::Test {
  Tensor read(const std::string& bytes) {
    write_file(path, bytes);
    return read_npy(path);
  }
  // Without much memory.
  void expect_text(const std::string& bytes, std::string_view text,
                   const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    write_file(path, bytes);
    const AddressSpaceLimit limit;
    expect_error<FileError>([&] { read_npy(path); },
                            fmt::format("read_npy: \"{}\": {}", path, text), file, line);
  }
  TemporaryFolder folder;
  std::string path = folder.file("x.npy");
};

TEST_F(Npy, GivesBackWhatWasWritten) {
  const Tensor tensors[] = {Tensor::from({2, 3}, {1, -2.5, 0, 1e-40, 3e38, 7}),
                            Tensor::scalar(0.1, DType::float64),
                            Tensor::arange(5, DType::int32),
                            Tensor::zeros({3, 0, 2}),
                            Tensor::full({1, 1}, std::numeric_limits<double>::quiet_NaN()),
                            Tensor::ones({1, 2, 1, 2, 1, 2, 1, 2}, DType::float64)};
  for (const Tensor& tensor : tensors) {
    write_npy(path, tensor);
    EXPECT_TRUE(same_bits(read_npy(path), tensor));
  }
}

TEST_F(Npy, WritesWhatNumpyWrites) {
  write_npy(path, Tensor::from({2}, {1, 2}));
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  header.resize(117, ' ');
  EXPECT_EQ(bytes_of_file(path), npy(header + "\n", raw(1.0F, 2.0F)));
  EXPECT_EQ(bytes_of_file(path).size(), 128 + 8);
}

TEST_F(Npy, WidensBoolAndIntegersToInt32) {
  const auto integers = [](std::initializer_list<double> values) {
    return Tensor::from({static_cast<std::int64_t>(values.size())}, values, DType::int32);
  };
  EXPECT_TRUE(same_bits(read(npy("|b1", "(2,)", std::string("\0\1", 2))), integers({0, 1})));
  EXPECT_TRUE(same_bits(read(npy("|u1", "(1,)", "\xFF")), integers({255})));
  EXPECT_TRUE(same_bits(read(npy("|i1", "(1,)", "\xFF")), integers({-1})));
  EXPECT_TRUE(same_bits(read(npy("<i2", "(1,)", raw(std::int16_t{-300}))), integers({-300})));
  EXPECT_TRUE(same_bits(read(npy("<u2", "(1,)", raw(std::uint16_t{65535}))), integers({65535})));
  EXPECT_TRUE(same_bits(read(npy("<u4", "(1,)", raw(std::uint32_t{9}))), integers({9})));
  EXPECT_TRUE(same_bits(read(npy("<i8", "(2,)", raw(std::int64_t{-5}, std::int64_t{2147483647}))),
                        integers({-5, 2147483647})));
  expect_text(npy("<i8", "(2,)", raw(std::int64_t{7}, std::int64_t{2147483648})),
              "element 1 is 2147483648, which int32 does not hold");
  expect_text(npy("<u8", "(1,)", raw(~std::uint64_t{0})),
              "element 0 is 18446744073709551615, which int32 does not hold");
}

TEST_F(Npy, ReadsEitherByteOrderAndEveryVersion) {
  EXPECT_EQ(read(npy(">f4", "()", std::string("\x3F\xC0\x00\x00", 4))).item(), 1.5);
  EXPECT_EQ(read(npy(">i8", "()", std::string("\0\0\0\0\0\0\1\2", 8))).item(), 258);
  const std::string header = "{\"shape\": (1, 1), \"descr\": \"<f8\", \"fortran_order\": False}";
  for (const char version : {'\2', '\3'}) {
    const auto length = static_cast<std::uint32_t>(header.size());
    const std::string bytes =
        "\x93NUMPY" + std::string{version, '\0'} + raw(length) + header + raw(0.25);
    EXPECT_TRUE(same_bits(read(bytes), Tensor::full({1, 1}, 0.25, DType::float64)));
  }
}

TEST_F(Npy, TransposesFortranOrder) {
  // Element [i, j, k] is 100 i + 10 j + k; the first index runs fastest.
  std::string elements;
  for (int k = 0; k < 2; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 4; ++i) elements += raw(static_cast<float>(100 * i + 10 * j + k));
  const Tensor found =
      read(npy("{'descr': '<f4', 'fortran_order': True, 'shape': (4, 3, 2), }", elements));
  ASSERT_EQ(found.shape(), Shape({4, 3, 2}));
  for (std::int64_t i = 0; i < 4; ++i)
    for (std::int64_t j = 0; j < 3; ++j)
      for (std::int64_t k = 0; k < 2; ++k)
        EXPECT_EQ(found.at({i, j, k}), static_cast<double>(100 * i + 10 * j + k));
  EXPECT_EQ(read(npy("{'descr': '<f4', 'fortran_order': True, 'shape': (0, 3), }", "")).shape(),
            Shape({0, 3}));
}

TEST_F(Npy, ReadsGzip) {
  const std::string file = npy("<f4", "(2,)", raw(1.0F, 2.0F));
  EXPECT_TRUE(same_bits(read(gzipped(file)), Tensor::from({2}, {1, 2})));
}

TEST_F(Npy, SaysWhatIsWrongWithAHeader) {
  expect_error<FileError>(
      [&] { read_npy(path); },
      fmt::format("read_npy: \"{}\": cannot open it: No such file or directory", path));
  expect_text("PK\x03\x04 an archive of arrays",
              "it does not begin with \"\\x93NUMPY\" and a version, as a .npy file does");
  expect_text("\x93NUMPY\x04" + std::string(8, '\0'),
              "its format has version 4.0; expected 1, 2 or 3");
  expect_text(npy("<f4", "(2,)", "").substr(0, 40), "it ends within its header");
  expect_text("\x93NUMPY\x02" + std::string(1, '\0') + raw(std::uint32_t{1} << 30),
              "its header has 1073741824 bytes; at most 65536 are expected");
  expect_text(npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,)}", ""),
              "its header is \"{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,)}\"; "
              "expected a dictionary such as \"{'descr': '<f4', 'fortran_order': False, 'shape': "
              "(2, 3), }\" (arrays of records are not read)");
  expect_text(npy("<c8", "(1,)", "12345678"),
              "its elements are \"<c8\"; expected bool, integers, float32 or float64, of either "
              "byte order");
  expect_text(npy("<f4", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", "1234"),
              "no tensor has the extents [1, 1, 1, 1, 1, 1, 1, 1, 1]");
  expect_text(npy("<f4", "(-1,)", ""), "no tensor has the extents [-1]");
}

TEST_F(Npy, RefusesDictionariesThatAreNoHeader) {
  for (const char* header :
       {"", "{", "{}", "descr", "{'descr': '<f4', 'shape': (2,)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} more",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}"}) {
    write_file(path, npy(header, raw(1.0F, 2.0F)));
    EXPECT_THROW(read_npy(path), FileError) << header;
  }
}

TEST_F(Npy, TakesNoMemoryForWhatTheFileOnlyClaims) {
  expect_text(npy("<f8", "(8192, 8192)", "12345678"),
              "[8192, 8192] elements \"<f8\" take 536870912 bytes, but 8 follow the header");
  const std::string few = gzipped(npy("<f8", "(8192, 8192)", ""));
  expect_text(few,
              fmt::format("[8192, 8192] elements \"<f8\" are more than its {} compressed bytes "
                          "can hold: it is cut short or damaged",
                          few.size()));
  expect_text(
      npy("<f8", "(1000000, 1000000)", "12345678"),
      "[1000000, 1000000] elements \"<f8\" take 8000000000000 bytes, but 8 follow the header");
  expect_text(npy("<f4", "(2,)", "1234567"),
              "[2] elements \"<f4\" take 8 bytes, but 7 follow the header");
  expect_text(npy("<f4", "(2,)", "123456789"),
              "[2] elements \"<f4\" take 8 bytes, but 9 follow the header");
}

TEST_F(Npy, IsRefusedWhereverItIsCut) {
  write_npy(path, Tensor::from({2}, {1, 2}));
  const std::string good = bytes_of_file(path);
  for (std::size_t length = 0; length < good.size(); ++length) {
    write_file(path, good.substr(0, length));
    EXPECT_THROW(read_npy(path), FileError) << length;
  }
}

TEST_F(Npy, SaysWhyItCannotBeWritten) {
  expect_error<ArgumentError>(
      [&] { write_npy(path, Tensor()); },
      "write_npy: the tensor holds nothing; it was default-constructed or moved from");
  const std::string nowhere = folder.file("none/x.npy");
  expect_error<FileError>(
      [&] { write_npy(nowhere, Tensor::ones({1})); },
      fmt::format("write_npy: cannot write \"{}\": No such file or directory", nowhere));
}

}  // namespace
}  // namespace gradflow::nn
