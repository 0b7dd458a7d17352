#pragma once
// A file that is either there whole or not there: it is written under its name with .partial behind
// it, flushed to the disk and renamed over the old one, which stays until then and whose
// permissions it takes. A symbolic link is replaced, not followed. Several writers of one path, in
// threads or in processes, wait for each other, and the last one's file stays.

#include <cstddef>
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
  int descriptor_ = -1;
};

}  // namespace gradflow::nn
