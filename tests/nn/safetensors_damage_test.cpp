// Files that are not what they should be: each is a FileError that names file, tensor and offset,
// and nothing ever crashes or takes memory for a size that the file only claims.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "nn/files/safetensors.h"
#include "tests/nn/safetensors_bytes.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/address_space_limit.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::AddressSpaceLimit;
using gradflow::testing::bytes_of_file;
using gradflow::testing::expect_error;
using gradflow::testing::length_bytes;
using gradflow::testing::overwrite_byte;
using gradflow::testing::safetensors_bytes;
using gradflow::testing::TemporaryFolder;
using gradflow::testing::write_file;

struct DamagedFile : ::testing::Test {
  // Without much memory.
  void expect_text(std::string_view text, const char* file = __builtin_FILE(),
                   int line = __builtin_LINE()) {
    const AddressSpaceLimit limit;
    expect_error<FileError>([&] { read_safetensors(path); },
                            fmt::format("read_safetensors: \"{}\": {}", path, text), file, line);
  }
  // Reading a file with this header and so many bytes of data fails with this text.
  void expect_header_error(std::string_view header, std::size_t data, std::string_view text,
                           const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    write_file(path, safetensors_bytes(header, std::string(data, '\0')));
    expect_text(text, file, line);
  }
  TemporaryFolder folder;
  std::string path = folder.file("x.safetensors");
};

TEST_F(DamagedFile, MayBeMissingOrNoFile) {
  expect_text("cannot open it: No such file or directory");
  std::filesystem::create_directory(path);
  expect_text("it is not a regular file");
}

TEST_F(DamagedFile, MayBeTooShortForALength) {
  write_file(path, "1234567");
  expect_text(
      "it has 7 bytes; a safetensors file begins with 8 that tell the length of its header");
}

TEST_F(DamagedFile, MayClaimAHeaderLargerThanItself) {
  write_file(path, length_bytes(11) + "{}        ");
  expect_text(
      "the header is 11 bytes long, says offset 0, but only 10 follow: the file is cut "
      "short, or in another format");
  write_file(path, length_bytes(~std::uint64_t{0}) + "{}");
  expect_text(
      "the header is 18446744073709551615 bytes long, says offset 0, but only 2 follow: the "
      "file is cut short, or in another format");
}

TEST_F(DamagedFile, MayHaveAHeaderThatIsNotJson) {
  expect_header_error(R"({"a": })", 0, "the header is not JSON at offset 14");
  expect_header_error("[1, 2]", 0, "the header at offset 8 is not a JSON object");
  expect_header_error("{\"\xFF\":1}", 0, "the header is not JSON at offset 10");
  expect_header_error(R"({"a":1e999})", 0, "the header holds a number that is out of range");
  expect_header_error("3", 0, "the header at offset 8 is not a JSON object");
  expect_header_error("{} {}", 0, "the header is not JSON at offset 11");
}

TEST_F(DamagedFile, MayHaveMoreBehindAZeroOrAMarkInFront) {
  const std::string header = R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  expect_header_error(header + std::string("\0},\"lost\":{", 12), 4,
                      "the header is not JSON at offset 62");
  expect_header_error("\xEF\xBB\xBF" + header, 4, "the header is not JSON at offset 8");
}

TEST_F(DamagedFile, MayHaveAHeaderNestedWithoutEnd) {
  const std::string deep(1'000'000, '[');
  expect_header_error(deep, 0, "the header at offset 8 is not a JSON object");
  expect_header_error("{\"a\":{\"shape\":" + deep, 0,
                      "tensor \"a\": the header should give \"dtype\", \"shape\" and two "
                      "\"data_offsets\"");
  expect_header_error("{\"__metadata__\":{\"a\":" + deep, 0,
                      "\"a\" of \"__metadata__\" in the header is not a string");
}

TEST_F(DamagedFile, MayGiveANameTwice) {
  expect_header_error(R"({"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},)"
                      R"("a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})",
                      0, "the header gives the name \"a\" twice");
  expect_header_error(R"({"a":{"dtype":"F32","dtype":"F64","data_offsets":[0,0]}})", 0,
                      "the header gives the name \"dtype\" twice");
  expect_header_error(R"({"__metadata__":{"a":"1","a":"2"}})", 0,
                      "the header gives the name \"a\" twice");
}

TEST_F(DamagedFile, MayHaveMetadataThatAreNotStrings) {
  expect_header_error(R"({"__metadata__":3})", 0,
                      "\"__metadata__\" in the header is not an object of strings");
  expect_header_error(R"({"__metadata__":{"step":3}})", 0,
                      "\"step\" of \"__metadata__\" in the header is not a string");
}

TEST_F(DamagedFile, MayLackWhatDescribesATensor) {
  const std::string_view text =
      "tensor \"w\": the header should give \"dtype\", \"shape\" and two \"data_offsets\"";
  for (const std::string_view entry :
       {R"(3)", R"([])", R"("F32")", R"({})", R"({"b":{}})", R"({"dtype":"F32","shape":[1]})",
        R"({"dtype":5,"shape":[1],"data_offsets":[0,4]})",
        R"({"dtype":null,"shape":[1],"data_offsets":[0,4]})",
        R"({"dtype":["F32"],"shape":[1],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[[1]],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":{},"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":true,"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":1,"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[1.5],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":["1"],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[0]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[-4,0]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1})"})
    expect_header_error(fmt::format("{{\"w\":{}}}", entry), 4, text);
}

TEST_F(DamagedFile, MayHaveAnotherElementType) {
  expect_header_error(R"({"w":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}})", 4,
                      "tensor \"w\": element type \"BF16\" is none of F32, F64, I32");
  std::vector<OtherTensor> others;
  ASSERT_EQ(read_safetensors(path, &others).tensors.size(), 0);
  EXPECT_EQ(others[0].type, "BF16");
  write_file(path,
             safetensors_bytes(  // of more axes than a tensor has
                 R"({"w":{"dtype":"I8","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,2]}})", "12"));
  read_safetensors(path, &others);
  ASSERT_EQ(others.size(), 1);
  EXPECT_EQ(others[0].shape.size(), 9);
}

// Also where it is only listed: elements that the file does not have, or that others have as well.
TEST_F(DamagedFile, MayPlaceAnotherElementTypeWrongly) {
  const auto expect_text_of_list = [&](std::string_view header, std::string_view text) {
    write_file(path, safetensors_bytes(header, "1234"));
    std::vector<OtherTensor> others;
    expect_error<FileError>([&] { read_safetensors(path, &others); },
                            fmt::format("read_safetensors: \"{}\": {}", path, text));
  };
  expect_text_of_list(
      R"({"w":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}})",
      "tensor \"w\": its elements lie from offset 0 to 8 of the data, which has 4 bytes");
  expect_text_of_list(
      R"({"w":{"dtype":"I64","shape":[4294967296,100],"data_offsets":[0,4]}})",
      "tensor \"w\": I64 [4294967296, 100] takes 3435973836800 bytes, but offsets 0 "
      "to 4 hold 4");
  expect_text_of_list(
      R"({"w":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,4]}})",
      "tensor \"w\": U8 [4294967296, 4294967296] takes 18446744073709551615 bytes, "
      "but offsets 0 to 4 hold 4");
  expect_text_of_list(R"({"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                      R"("w":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]}})",
                      "tensor \"w\": its elements begin at offset 2 of the data; expected 4, where "
                      "the tensor before ends");
}

TEST_F(DamagedFile, MayHaveAShapeBeyondAnyTensor) {
  expect_header_error(
      R"({"w":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}})", 4,
      "tensor \"w\": shape [1,1,1,1,1,1,1,1,1] has more axes or elements than a tensor can");
  expect_header_error(
      R"({"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0,
      "tensor \"w\": shape [4294967296,4294967296] has more axes or elements than a tensor can");
  expect_header_error(
      R"({"w":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4]}})", 4,
      "tensor \"w\": shape [18446744073709551615] has more axes or elements than a tensor can");
  expect_header_error(R"({"w":{"dtype":"F32","shape":[281474976710656],"data_offsets":[0,4]}})", 4,
                      "tensor \"w\": F32 [281474976710656] takes 1125899906842624 bytes, but "
                      "offsets 0 to 4 hold 4");
}

TEST_F(DamagedFile, TakesNoMemoryForWhatItOnlyClaims) {
  write_file(path, length_bytes(99'000'000) + "{}");
  expect_text(
      "the header is 99000000 bytes long, says offset 0, but only 2 follow: the file is cut short, "
      "or in another format");
  expect_header_error(R"({"w":{"dtype":"F32","shape":[8192,8192],"data_offsets":[0,268435456]}})",
                      4,
                      "tensor \"w\": its elements lie from offset 0 to 268435456 of the data, "
                      "which has 4 bytes");
  expect_header_error(R"({"w":{"dtype":"F32","shape":[8192,8192],"data_offsets":[0,4]}})", 4,
                      "tensor \"w\": F32 [8192, 8192] takes 268435456 bytes, but offsets 0 to 4 "
                      "hold 4");
}

TEST_F(DamagedFile, MayBeCutShort) {
  expect_header_error(R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 5,
                      "tensor \"w\": its elements lie from offset 0 to 8 of the data, which has 5 "
                      "bytes");
}

TEST_F(DamagedFile, MayHaveOffsetsThatDoNotFit) {
  expect_header_error(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}})", 8,
                      "tensor \"w\": its elements lie from offset 8 to 4 of the data, which has 8 "
                      "bytes");
  expect_header_error(R"({"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8,
                      "tensor \"w\": F32 [3] takes 12 bytes, but offsets 0 to 8 hold 8");
}

TEST_F(DamagedFile, MayHaveTensorsThatOverlapOrLeaveHoles) {
  expect_header_error(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                      R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                      8,
                      "tensor \"b\": its elements begin at offset 4 of the data; expected 8, where "
                      "the tensor before ends");
  expect_header_error(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                      R"("b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})",
                      12,
                      "tensor \"b\": its elements begin at offset 8 of the data; expected 4, where "
                      "the tensor before ends");
  expect_header_error(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 7,
                      "the data has 7 bytes, but the tensors end at offset 4 of it");
}

TEST_F(DamagedFile, IsNoticedByItsChecksums) {
  write_safetensors(path, {{{"w", Tensor::ones({2})}}, {{"step", "3"}}});
  const std::string good = bytes_of_file(path);
  std::string bad = good;
  bad[bad.size() - 1] ^= 1;
  write_file(path, bad);
  expect_text(
      fmt::format("tensor \"w\": the elements from offset {} of the file give the checksum "
                  "e4d65eb0, the header says 93d16e26: the file is damaged",
                  good.size() - 8));
  bad = good;
  bad[bad.find("\"3\"") + 1] = '4';
  write_file(path, bad);
  expect_text(
      "\"__metadata__\" in the header gives the checksum f045a5f4, it says bf043333: the "
      "file is damaged");
  bad = good;
  bad[bad.find("crc32/w") + 6] = 'v';
  write_file(path, bad);
  expect_text("tensor \"w\": it has no checksum, though the file has: the header is damaged");
  bad = good;
  bad[bad.find("\"crc32\"") + 1] = 'd';
  write_file(path, bad);
  expect_text(
      "\"__metadata__\" in the header has no checksum, though tensors have: the header is damaged");
}

// Each byte in turn becomes others: the file is refused, or all of it reads as before.
TEST_F(DamagedFile, IsRefusedOrReadsAsBeforeWhateverByteIsChanged) {
  write_safetensors(path, {{{"h1.weight", Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6})},
                            {"h1.bias", Tensor::from({1}, {0.25}, DType::float64)},
                            {"empty", Tensor::zeros({0})},
                            {"labels", Tensor::arange(2, DType::int32)}},
                           {{"step", "12"}, {"generator/rng", "philox4x32-10 7 9"}}});
  const std::string good = bytes_of_file(path);
  const Safetensors before = read_safetensors(path);
  int refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const int flip : {0x01, 0x02, 0x10, 0x20, 0x80, 0xFF}) {
      overwrite_byte(path, i, static_cast<char>(good[i] ^ flip));
      try {
        std::vector<OtherTensor> others;
        const Safetensors found = read_safetensors(path, &others);
        ASSERT_TRUE(others.empty()) << "byte " << i;
        ASSERT_EQ(found.tensors.size(), before.tensors.size()) << "byte " << i;
        for (std::size_t t = 0; t < found.tensors.size(); ++t) {
          EXPECT_EQ(found.tensors[t].first, before.tensors[t].first) << "byte " << i;
          EXPECT_TRUE(testing::same_bits(found.tensors[t].second, before.tensors[t].second));
        }
        for (const auto& entry : before.metadata)
          EXPECT_NE(std::ranges::find(found.metadata, entry), found.metadata.end())
              << "byte " << i << " " << entry.first;
      } catch (const FileError&) {
        ++refused;
      }
      overwrite_byte(path, i, good[i]);
    }
  EXPECT_GT(refused, static_cast<int>(good.size()) * 5);
}

TEST_F(DamagedFile, IsRefusedWhereverItIsCut) {
  write_safetensors(path, {{{"w", Tensor::from({2}, {1, 2})}}, {{"step", "12"}}});
  const std::string good = bytes_of_file(path);
  for (std::size_t length = 0; length < good.size(); ++length) {
    write_file(path, good.substr(0, length));
    EXPECT_THROW(read_safetensors(path), FileError) << length;
  }
  write_file(path, good + '\0');
  EXPECT_THROW(read_safetensors(path), FileError);
}

}  // namespace
}  // namespace gradflow::nn
