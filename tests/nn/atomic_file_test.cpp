// Files that are there whole or not at all, also where several write one path at once.

#include "nn/files/atomic_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

#include "nn/files/npy.h"
#include "nn/files/safetensors.h"
#include "tensor/error.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_error.h"
#include "tests/support/ordinary_user.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::bytes_of_file;
using gradflow::testing::expect_error;
using gradflow::testing::TemporaryFolder;
using gradflow::testing::write_file;

void save(const std::string& path, const std::string& text) {
  AtomicFile file(path, "save");
  for (const char letter : text) file.write(&letter, 1);
  file.commit();
}

struct AnAtomicFile : ::testing::Test {
  TemporaryFolder folder;
  std::string path = folder.file("x"), partial = folder.file("x.partial");
};

TEST_F(AnAtomicFile, WaitsForWhoeverWritesThePathAndReplacesItsFile) {
  AtomicFile first(path, "save");
  first.write("first", 5);
  std::atomic<bool> saved{false};
  std::thread second([&] {
    save(path, "second");
    saved = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(saved);
  first.commit();
  second.join();
  EXPECT_EQ(bytes_of_file(path), "second");
  EXPECT_FALSE(std::filesystem::exists(partial));
}

TEST_F(AnAtomicFile, IsAlwaysOneOfThoseThatWereWritten) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 4; ++i)
    texts.emplace_back(200 * i + 1, static_cast<char>('a' + static_cast<int>(i)));
  save(path, texts[0]);
  std::atomic<int> writing{4};
  std::vector<std::thread> writers;
  for (const std::string& text : texts)
    writers.emplace_back([&] {
      for (int i = 0; i < 30; ++i) save(path, text);
      --writing;
    });
  while (writing > 0) {
    const std::string seen = bytes_of_file(path);
    EXPECT_NE(std::ranges::find(texts, seen), texts.end()) << seen.size();
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_FALSE(std::filesystem::exists(partial));
}

TEST_F(AnAtomicFile, GoesOnAfterAWriterThatWasDropped) {
  std::thread second;
  {
    AtomicFile dropped(path, "save");
    dropped.write("dropped", 7);
    second = std::thread([&] { save(path, "second"); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  second.join();
  EXPECT_EQ(bytes_of_file(path), "second");
}

TEST_F(AnAtomicFile, TakesThePlaceOfWhatAKilledWriterLeft) {
  write_file(partial, "longer than what comes");
  save(path, "short");
  EXPECT_EQ(bytes_of_file(path), "short");
  EXPECT_FALSE(std::filesystem::exists(partial));
}

mode_t mode_of(const std::string& path) {
  struct stat there {};
  return stat(path.c_str(), &there) == 0 ? there.st_mode & 07777 : 0;
}

TEST_F(AnAtomicFile, IsNewWhateverAKilledWriterLeft) {
  std::filesystem::permissions(std::filesystem::path(path).parent_path(),
                               std::filesystem::perms(0777));
  save(path, "as new as it gets");
  const mode_t usual = mode_of(path);
  std::filesystem::remove(path);
  const testing::OrdinaryUser user;
  for (const mode_t mode : {0600U, 0444U, 0400U}) {
    write_file(partial, "left over");
    ASSERT_EQ(chmod(partial.c_str(), mode), 0);
    save(path, "new");
    EXPECT_EQ(mode_of(path), usual);
    std::filesystem::remove(path);
  }
}

TEST_F(AnAtomicFile, TakesThePermissionsOfTheOneBefore) {
  for (const mode_t mode : {0600U, 0444U, 0660U}) {
    save(path, "old");
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    save(path, "new");
    EXPECT_EQ(mode_of(path), mode);
  }
}

TEST_F(AnAtomicFile, MayBeWrittenByItsOwnerAndSeenByNoOtherUntilItIsWhole) {
  save(path, "old");
  using Modes = std::pair<mode_t, mode_t>;
  for (const auto& [mode, meanwhile] : {Modes(0600, 0600), Modes(0444, 0644), Modes(0400, 0600)}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    const AtomicFile file(path, "save");
    EXPECT_EQ(mode_of(partial), meanwhile);
  }
}

TEST_F(AnAtomicFile, LeavesTheOneBeforeWhereItsLockCannotBeKept) {
  save(path, "old");
  AtomicFile file(path, "save");
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{0, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  expect_error<FileError>([&] { file.commit(); },
                          fmt::format("save: cannot write \"{}\": Too many open files", path));
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(bytes_of_file(path), "old");
}

TEST_F(AnAtomicFile, TouchesNothingElseThatHasItsFirstName) {
  const std::string other = folder.file("other");
  write_file(other, "precious");
  std::filesystem::create_hard_link(other, partial);
  expect_error<FileError>(
      [&] { save(path, "new"); },
      fmt::format("save: cannot write \"{}\": \"{}\", which is written first, is another file as "
                  "well",
                  path, partial));
  EXPECT_EQ(bytes_of_file(other), "precious");
  EXPECT_EQ(bytes_of_file(partial), "precious");
  std::filesystem::remove(partial);
  ASSERT_EQ(mkfifo(partial.c_str(), 0600), 0);  // whose opening waits for a reader
  expect_error<FileError>(
      [&] { save(path, "new"); },
      fmt::format(
          "save: cannot write \"{}\": \"{}\", which is written first, is not a regular file", path,
          partial));
  EXPECT_TRUE(std::filesystem::exists(partial));
}

TEST_F(AnAtomicFile, RefusesAPathThatTheSystemWouldCut) {
  write_file(path, "old");
  const std::string longer = path + std::string("\0y", 2);
  const std::string text = fmt::format("the path \"{}\" goes on behind a zero byte", path);
  expect_error<FileError>([&] { save(longer, "new"); }, "save: " + text);
  EXPECT_EQ(bytes_of_file(path), "old");
  expect_error<FileError>([&] { read_safetensors(longer); }, "read_safetensors: " + text);
  expect_error<FileError>([&] { read_npy(longer); }, "read_npy: " + text);
}

TEST_F(AnAtomicFile, FollowsNoLink) {
  const std::string precious = folder.file("precious");
  write_file(precious, "precious");
  std::filesystem::create_symlink(precious, partial);
  expect_error<FileError>(
      [&] { save(path, "x"); },
      fmt::format("save: cannot write \"{}\": Too many levels of symbolic links", path));
  std::filesystem::remove(partial);
  std::filesystem::create_symlink(precious, path);
  save(path, "x");
  EXPECT_FALSE(std::filesystem::is_symlink(path));
  EXPECT_EQ(bytes_of_file(path), "x");
  EXPECT_EQ(bytes_of_file(precious), "precious");
}

}  // namespace
}  // namespace gradflow::nn
