#include "nn/files/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

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

}  // namespace

AtomicFile::AtomicFile(std::string path, std::string_view operation)
    : path_(std::move(path)), partial_(path_ + ".partial"), operation_(operation) {
  struct stat there {};
  if (stat(path_.c_str(), &there) == 0)
    require<FileError>(S_ISREG(there.st_mode), "{}: cannot write \"{}\": it is not a regular file",
                       operation_, path_);
  descriptor_ = open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(errno);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(partial_.c_str());
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
  // After a failing close the descriptor is gone all the same.
  const bool closed = close(std::exchange(descriptor_, -1)) == 0;
  if (!closed || std::rename(partial_.c_str(), path_.c_str()) != 0) {
    const int error = errno;
    unlink(partial_.c_str());
    fail(error);
  }
  sync(folder);
}

void AtomicFile::fail(int error) const {
  throw FileError(fmt::format("{}: cannot write \"{}\": {}", operation_, path_,
                              std::generic_category().message(error)));
}

}  // namespace gradflow::nn
