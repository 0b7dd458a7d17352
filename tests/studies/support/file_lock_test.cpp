#include "studies/support/file_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"

namespace studies {
namespace {

class FileLocks : public ScratchFolder {};

TEST_F(FileLocks, AreHeldByOneAndLeaveNoFileBehind) {
  {
    auto first = FileLock::try_lock(file("lock"));
    ASSERT_TRUE(first.has_value());
    EXPECT_FALSE(FileLock::try_lock(file("lock")).has_value());
    const FileLock moved = std::move(*first);
    first.reset();
    EXPECT_FALSE(FileLock::try_lock(file("lock")).has_value());
  }
  EXPECT_FALSE(std::filesystem::exists(file("lock")));
  EXPECT_TRUE(FileLock::try_lock(file("lock")).has_value());
}

TEST_F(FileLocks, OfAProcessThatEndsWithoutLettingGoAreFree) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = FileLock::try_lock(file("lock"));
    ::_exit(lock ? 0 : 1);  // no destructor runs
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(std::filesystem::exists(file("lock")));
  EXPECT_TRUE(FileLock::try_lock(file("lock")).has_value());
}

TEST_F(FileLocks, MayBeWaitedFor) {
  auto first = std::make_optional(FileLock::lock(file("lock")));
  std::atomic<bool> has_it{false};
  std::thread other([&] {
    const FileLock second = FileLock::lock(file("lock"));
    has_it = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  EXPECT_FALSE(has_it);
  first.reset();
  other.join();
  EXPECT_TRUE(has_it);
}

TEST_F(FileLocks, NameTheFileThatCannotBeMade) {
  EXPECT_EQ(text_of<gradflow::FileError>([&] { FileLock::try_lock(file("no/lock")); }),
            "FileLock: cannot lock '" + file("no/lock").string() + "': No such file or directory");
}

}  // namespace
}  // namespace studies
