#include "studies/support/file_lock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "tensor/error.h"

namespace studies {

namespace {

// Whether the path still names the open file: who held the lock before may have removed it.
bool is_at(const std::filesystem::path& path, int file) {
  struct stat named {};
  struct stat open {};
  return ::stat(path.c_str(), &named) == 0 && ::fstat(file, &open) == 0 &&
         named.st_ino == open.st_ino && named.st_dev == open.st_dev;
}

[[noreturn]] void refuse_lock(const std::filesystem::path& path, int error) {
  throw gradflow::FileError(fmt::format("FileLock: cannot lock '{}': {}", path.string(),
                                        std::generic_category().message(error)));
}

}  // namespace

std::optional<FileLock> FileLock::try_lock(const std::filesystem::path& path) {
  for (;;) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) refuse_lock(path, errno);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      ::close(file);
      if (error == EWOULDBLOCK) return std::nullopt;
      if (error != EINTR) refuse_lock(path, error);
      continue;
    }
    if (is_at(path, file)) return FileLock(path, file);
    ::close(file);
  }
}

FileLock FileLock::lock(const std::filesystem::path& path) {
  // The file goes with each lock, so there is nothing to sleep on.
  while (true) {
    if (std::optional<FileLock> held = try_lock(path)) return *std::move(held);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

FileLock::FileLock(FileLock&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(file_, other.file_);
  return *this;
}

FileLock::~FileLock() {
  if (file_ < 0) return;
  ::unlink(path_.c_str());
  ::close(file_);
}

}  // namespace studies
