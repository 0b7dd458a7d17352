#include "tests/fuzz/target.h"

#include <fmt/core.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace gradflow::fuzzing {

void promise(bool holds, std::string_view text) {
  if (holds) return;
  fmt::print(stderr, "a promise is not kept: {}\n", text);
  std::abort();
}

FileInMemory::FileInMemory(Bytes bytes)
    : descriptor_(memfd_create("input", MFD_CLOEXEC)),
      path_(fmt::format("/proc/self/fd/{}", descriptor_)) {
  promise(descriptor_ >= 0, "a file in memory can be made");
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    promise(written > 0, "a file in memory can be written");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

FileInMemory::~FileInMemory() { close(descriptor_); }

const std::string& scratch_folder() {
  struct Folder {
    Folder() : path((std::filesystem::temp_directory_path() / "gradflow-fuzz-XXXXXX").string()) {
      promise(mkdtemp(path.data()) != nullptr, "a scratch folder can be made");
    }
    ~Folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
    std::string path;
  };
  static const Folder folder;
  return folder.path;
}

}  // namespace gradflow::fuzzing
