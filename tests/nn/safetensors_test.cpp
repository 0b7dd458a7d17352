#include "nn/files/safetensors.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "nn/files/checksum.h"
#include "tensor/random.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/ordinary_user.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::bytes_of_file;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;
using gradflow::testing::TemporaryFolder;
using gradflow::testing::write_file;

TEST(Crc32, MeetsTheKnownAnswers) {
  const auto checksum = [](std::string_view text) {
    Crc32 crc;
    crc.add(text);
    return crc.value();
  };
  EXPECT_EQ(checksum(""), 0U);
  EXPECT_EQ(checksum("123456789"), 0xCBF43926U);
  EXPECT_EQ(checksum("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
}

TEST(Crc32, IsTheSameInPieces) {
  const std::string_view text = "The quick brown fox jumps over the lazy dog";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Crc32 crc;
    crc.add(text.substr(0, cut));
    crc.add(text.substr(cut));
    EXPECT_EQ(crc.value(), 0x414FA339U);
  }
}

struct SafetensorsFile : ::testing::Test {
  Safetensors round_trip(const Safetensors& content) {
    write_safetensors(path, content);
    return read_safetensors(path);
  }
  TemporaryFolder folder;
  std::string path = folder.file("x.safetensors");
};

TEST_F(SafetensorsFile, KeepsEveryBit) {
  Rng rng(1);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Safetensors content;
  content.tensors = {
      {"h1.weight", rng.normal({3, 4}, 0, 1)},
      {"double", rng.normal({5}, 0, 1, DType::float64)},
      {"odd", Tensor::from({4}, {nan, -0.0, 1e-45, -std::numeric_limits<double>::infinity()})},
      {"labels", Tensor::from({2}, {-1, 2147483647}, DType::int32)},
      {"scalar", Tensor::scalar(3)},
      {"empty", Tensor::zeros({0, 7})},
      {"Größe \"x\"\n", Tensor::ones({1})}};
  content.metadata = {{"step", "17"}, {"note", "ein \"Test\"\n"}};
  const Safetensors back = round_trip(content);
  ASSERT_EQ(back.tensors.size(), content.tensors.size());
  for (const auto& [name, tensor] : content.tensors) {
    const auto found =
        std::ranges::find(back.tensors, name, &std::pair<std::string, Tensor>::first);
    ASSERT_NE(found, back.tensors.end()) << name;
    EXPECT_TRUE(same_bits(found->second, tensor)) << name;
    EXPECT_TRUE(found->second.elements() == 0 || found->second.sole_owner());
  }
  EXPECT_EQ(back.metadata, (std::vector<std::pair<std::string, std::string>>{
                               {"note", "ein \"Test\"\n"}, {"step", "17"}}));
}

TEST_F(SafetensorsFile, KeepsAFileWithoutTensors) { EXPECT_TRUE(round_trip({}).tensors.empty()); }

TEST_F(SafetensorsFile, IsWrittenAsTheFormatSays) {
  write_safetensors(
      path, {{{"b", Tensor::from({2}, {1, -2})}, {"a", Tensor::from({1}, {0.5}, DType::float64)}},
             {{"step", "3"}}});
  const std::string bytes = bytes_of_file(path);
  const std::string header =
      R"({"__metadata__":{"crc32":"c498835e","crc32/a":"049c34bd","crc32/b":"855019e0","step":"3"},)"
      R"("a":{"data_offsets":[0,8],"dtype":"F64","shape":[1]},)"
      R"("b":{"data_offsets":[8,16],"dtype":"F32","shape":[2]}})";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  ASSERT_EQ(bytes.size(), 8 + padded.size() + 16);
  EXPECT_EQ(bytes.substr(0, 8),
            std::string({static_cast<char>(padded.size()), 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(bytes.substr(8, padded.size()), padded);
  const char data[] = "\0\0\0\0\0\0\xE0\x3F\0\0\x80\x3F\0\0\0\xC0";
  EXPECT_EQ(bytes.substr(8 + padded.size()), std::string(data, 16));
}

TEST_F(SafetensorsFile, OfAnotherWriterNeedsNoChecksums) {
  const std::string header =
      R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"__metadata__":{"format":"pt"}})";
  write_file(path, std::string({static_cast<char>(header.size()), 0, 0, 0, 0, 0, 0, 0}) + header +
                       std::string("\0\0\x80\x3F", 4));
  const Safetensors content = read_safetensors(path);
  EXPECT_TRUE(same_bits(content.tensors.at(0).second, Tensor::ones({1})));
  EXPECT_EQ(content.metadata.at(0).second, "pt");
}

TEST_F(SafetensorsFile, ReplacesTheOldOneAndLeavesNothingElse) {
  write_safetensors(path, {{{"a", Tensor::ones({3})}}, {}});
  write_safetensors(path, {{{"b", Tensor::ones({1})}}, {}});
  EXPECT_EQ(read_safetensors(path).tensors.at(0).first, "b");
  EXPECT_EQ(folder.file_count(), 1U);
}

TEST_F(SafetensorsFile, RefusesNamesAndTensorsThatCannotBeWritten) {
  const Tensor one = Tensor::ones({1});
  expect_error<ArgumentError>(
      [&] {
        write_safetensors(path, {{{"a", one}, {"a", one}}, {}});
      },
      "write_safetensors: two tensors are called \"a\"");
  expect_error<ArgumentError>(
      [&] {
        write_safetensors(path, {{{"", one}}, {}});
      },
      "write_safetensors: a tensor cannot be called \"\"");
  expect_error<ArgumentError>(
      [&] {
        write_safetensors(path, {{{"__metadata__", one}}, {}});
      },
      "write_safetensors: a tensor cannot be called \"__metadata__\"");
  expect_error<ArgumentError>(
      [&] {
        write_safetensors(path, {{{"a", Tensor()}}, {}});
      },
      "write_safetensors: the tensor \"a\" holds nothing; it was default-constructed or moved "
      "from");
  expect_error<ArgumentError>(
      [&] {
        write_safetensors(path, {{{"\xFF", one}}, {}});
      },
      "write_safetensors: a name or a metadata string is not UTF-8: \"?\"");
  expect_error<ArgumentError>(
      [&] {
        write_safetensors(path, {{}, {{"crc32/a", ""}}});
      },
      "write_safetensors: the metadata key \"crc32/a\" is reserved for checksums");
  expect_error<ArgumentError>(
      [&] {
        write_safetensors(path, {{}, {{"a", ""}, {"a", ""}}});
      },
      "write_safetensors: the metadata key \"a\" is given twice");
  EXPECT_EQ(folder.file_count(), 0U);
}

TEST_F(SafetensorsFile, SaysWhyItCannotBeWritten) {
  const Safetensors content{{{"a", Tensor::ones({1})}}, {}};
  const std::string missing = folder.file("no/x.safetensors");
  expect_error<FileError>(
      [&] { write_safetensors(missing, content); },
      fmt::format("write_safetensors: cannot write \"{}\": No such file or directory", missing));
  write_file(folder.file("file"), "");
  const std::string below_file = folder.file("file/x.safetensors");
  expect_error<FileError>(
      [&] { write_safetensors(below_file, content); },
      fmt::format("write_safetensors: cannot write \"{}\": Not a directory", below_file));
  std::filesystem::create_directory(path);
  expect_error<FileError>(
      [&] { write_safetensors(path, content); },
      fmt::format("write_safetensors: cannot write \"{}\": it is not a regular file", path));
}

TEST_F(SafetensorsFile, SurvivesAFolderThatCannotBeWritten) {
  const Safetensors content{{{"a", Tensor::ones({1})}}, {}};
  write_safetensors(path, content);
  const std::string parent = std::filesystem::path(path).parent_path();
  chmod(parent.c_str(), 0555);
  {
    const testing::OrdinaryUser user;
    if (!user) GTEST_SKIP() << "root may write anywhere";
    expect_error<FileError>(
        [&] { write_safetensors(path, {}); },
        fmt::format("write_safetensors: cannot write \"{}\": Permission denied", path));
  }
  chmod(parent.c_str(), 0700);
  EXPECT_EQ(read_safetensors(path).tensors.size(), 1U);
}

TEST_F(SafetensorsFile, SurvivesAFullDisk) {
  write_safetensors(path, {{{"a", Tensor::ones({1})}}, {}});
  {
    const testing::FileSizeLimit full(20);
    expect_error<FileError>(
        [&] {
          write_safetensors(path, {{{"b", Tensor::ones({1})}}, {}});
        },
        fmt::format("write_safetensors: cannot write \"{}\": File too large", path));
  }
  EXPECT_EQ(read_safetensors(path).tensors.at(0).first, "a");
  EXPECT_EQ(folder.file_count(), 1U);
}

}  // namespace
}  // namespace gradflow::nn
