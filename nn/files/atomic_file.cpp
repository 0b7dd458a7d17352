#include "nn/files/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "nn/files/path.h"
#include "tensor/error.h"

namespace gradflow::nn {

namespace {

// So that a new name in the folder survives a loss of power. The file is in its place by now, so a
// file system that cannot do this is no error.
void sync(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

constexpr int kFlags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

// A lock takes no right to write, but in NFS.
int open_to_lock(const char* path) {
  const int descriptor = open(path, kFlags | O_WRONLY);
  return descriptor >= 0 || errno == ENOENT ? descriptor : open(path, kFlags | O_RDONLY);
}

}  // namespace

AtomicFile::AtomicFile(std::string path, std::string_view operation)
    : path_(std::move(path)), partial_(path_ + ".partial"), operation_(operation) {
  require_whole_path(path_, operation_);
  struct stat there {};
  const bool is_there = stat(path_.c_str(), &there) == 0;
  if (is_there)
    require<FileError>(S_ISREG(there.st_mode), "{}: cannot write \"{}\": it is not a regular file",
                       operation_, path_);
  open_partial();
  if (!is_there) return;
  mode_ = there.st_mode & 07777;
  fchmod(descriptor_, (*mode_ & 0777) | S_IWUSR);  // whoever it is hidden from sees no part of it
}

// Who else writes this path has the partial file locked until it has been renamed or removed, and
// then it is no longer the one of that name. One that still is was left by a killed writer: it
// makes way for a new one, with the permissions of a new one. File systems without locks have one
// writer at a time.
void AtomicFile::open_partial() {
  for (int tries = 0; tries < 1000; ++tries) {
    descriptor_ = open(partial_.c_str(), kFlags | O_WRONLY | O_CREAT | O_EXCL, 0666);
    const bool is_new = descriptor_ >= 0;
    if (!is_new) {
      if (errno != EEXIST) fail(errno);
      descriptor_ = open_to_lock(partial_.c_str());
      if (descriptor_ < 0 && errno == ENOENT) continue;
      if (descriptor_ < 0) fail(errno);
    }
    int refused = 0;
    while (flock(descriptor_, LOCK_EX) != 0 && (refused = errno) == EINTR) {
    }
    if (refused == EBADF) {  // somebody may be writing
      close(std::exchange(descriptor_, -1));
      fail(EACCES);
    }
    struct stat locked {
    }, named{};
    const bool is_named = fstat(descriptor_, &locked) == 0 &&
                          lstat(partial_.c_str(), &named) == 0 && locked.st_dev == named.st_dev &&
                          locked.st_ino == named.st_ino;
    if (is_new && is_named) return;
    const bool is_a_file = S_ISREG(locked.st_mode);
    const bool is_left_over = is_named && is_a_file && locked.st_nlink == 1;
    const int error = is_left_over && unlink(partial_.c_str()) != 0 ? errno : 0;
    close(std::exchange(descriptor_, -1));
    if (error != 0) fail(error);
    require<FileError>(!is_named || is_left_over,
                       "{}: cannot write \"{}\": \"{}\", which is written first, is {}", operation_,
                       path_, partial_, is_a_file ? "another file as well" : "not a regular file");
  }
  fail(EBUSY);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  unlink(partial_.c_str());
  close(descriptor_);
}

void AtomicFile::write(const void* data, std::size_t bytes) {
  const char* next = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t written = ::write(descriptor_, next, bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno);
    next += written;
    bytes -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::commit() {
  const std::size_t slash = path_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  // EINVAL: some file systems cannot flush, and there is nothing better to do on them.
  if (fsync(descriptor_) != 0 && errno != EINVAL) fail(errno);
  // After a failing close the descriptor is gone all the same; the copy keeps the lock.
  const int lock = dup(descriptor_);
  if (lock < 0) fail(errno);
  const bool closed = close(std::exchange(descriptor_, -1)) == 0;
  if (!closed || std::rename(partial_.c_str(), path_.c_str()) != 0) {
    const int error = errno;
    unlink(partial_.c_str());
    close(lock);
    fail(error);
  }
  if (mode_) fchmod(lock, *mode_);
  close(lock);
  sync(folder);
}

void AtomicFile::fail(int error) const {
  throw FileError(fmt::format("{}: cannot write \"{}\": {}", operation_, path_,
                              std::generic_category().message(error)));
}

}  // namespace gradflow::nn
