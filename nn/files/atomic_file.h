#pragma once
// A file that is either there whole or not there: it is written under its name with .partial behind
// it, flushed to the disk and renamed over the old one, which stays until then and whose
// permissions it takes; until then its owner may write it as well, so that what a killed writer
// leaves is in nobody's way. A symbolic link is replaced, not followed. Several writers of one
// path, in threads or in processes, wait for each other, and the last one's file stays.

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gradflow::nn {

class AtomicFile {
 public:
  // Every error is a FileError that names `operation`, the path and the system's reason. Refuses a
  // path where something other than a file stands.
  AtomicFile(std::string path, std::string_view operation);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  // Drops what was written, unless it was committed.
  ~AtomicFile();

  void write(const void* data, std::size_t bytes);
  void commit();

 private:
  void open_partial();
  [[noreturn]] void fail(int error) const;

  std::string path_, partial_;
  std::string operation_;
  std::optional<mode_t> mode_;  // of the old file
  int descriptor_ = -1;
};

}  // namespace gradflow::nn
