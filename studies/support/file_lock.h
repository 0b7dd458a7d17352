#pragma once
// A claim on something by one process among several: whoever holds the lock of a file works, others
// see that and leave it alone. The system takes the lock away from a process that ends, however it
// ends, so nothing is stuck after a kill. Also over network file systems that know flock(2).

#include <filesystem>
#include <optional>

namespace studies {

class FileLock {
 public:
  // The lock of that file, which is made if it is not there; nothing while another process, or
  // another lock of this one, holds it. gradflow::FileError when the file cannot be made or the
  // file system knows no locks.
  static std::optional<FileLock> try_lock(const std::filesystem::path& path);

  // Waits until nobody else holds it.
  static FileLock lock(const std::filesystem::path& path);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  // Removes the file and lets go.
  ~FileLock();

 private:
  FileLock(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}

  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace studies
