#include "studies/support/files.h"

#include <fmt/core.h>

#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/file_size_limit.h"

namespace {

using gradflow::FileError;
using studies::make_folder;
using studies::read_file;
using studies::write_file;

class Files : public ScratchFolder {};

TEST_F(Files, WhatIsWrittenReadsBackByteForByte) {
  std::string bytes;
  for (int i = 0; i < 200000; ++i) bytes.push_back(static_cast<char>(i));
  write_file(file("a"), bytes);
  EXPECT_EQ(read_file(file("a")), bytes);
}

TEST_F(Files, WritingLeavesNoTemporaryFile) {
  write_file(file("a"), "text");
  EXPECT_FALSE(std::filesystem::exists(file("a.partial")));
}

TEST_F(Files, AFullDiskIsNamedAndTheOldFileStands) {
  put("a.csv", "old");
  {
    const gradflow::testing::FileSizeLimit full(2);
    EXPECT_EQ(
        text_of<FileError>([&] { write_file(file("a.csv"), "new"); }),
        fmt::format("write_file: cannot write \"{}\": File too large", file("a.csv").string()));
  }
  EXPECT_EQ(get("a.csv"), "old");
  EXPECT_FALSE(std::filesystem::exists(file("a.csv.partial")));
}

TEST_F(Files, AFolderThatIsAFileCannotBeWrittenTo) {
  put("plain", "");
  EXPECT_EQ(text_of<FileError>([&] { write_file(file("plain/a.csv"), "new"); }),
            fmt::format("write_file: cannot write \"{}\": Not a directory",
                        file("plain/a.csv").string()));
}

TEST_F(Files, AMissingFileIsNamed) {
  EXPECT_EQ(
      text_of<FileError>([&] { read_file(file("none")); }),
      fmt::format("read_file: cannot read '{}': No such file or directory", file("none").string()));
}

TEST_F(Files, AFolderIsNotReadAsAFile) {
  EXPECT_EQ(text_of<FileError>([&] { read_file(file("")); }),
            fmt::format("read_file: cannot read '{}': Is a directory", file("").string()));
}

TEST_F(Files, MakeFolderMakesParentsAndAcceptsOneThatIsThere) {
  make_folder(file("a/b/c"));
  make_folder(file("a/b/c"));
  EXPECT_TRUE(std::filesystem::is_directory(file("a/b/c")));
}

TEST_F(Files, MakeFolderBelowAFileSaysSo) {
  put("plain", "");
  EXPECT_EQ(text_of<FileError>([&] { make_folder(file("plain/run")); }),
            fmt::format("make_folder: cannot create the folder '{}': Not a directory",
                        file("plain/run").string()));
  EXPECT_EQ(text_of<FileError>([&] { make_folder(file("plain")); }),
            fmt::format("make_folder: cannot create the folder '{}': Not a directory",
                        file("plain").string()));
}

}  // namespace
