#pragma once
// A file that is read from front to back, plain or compressed by gzip: which of the two, its first
// bytes tell. The readers of formats are built on it.

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace gradflow::nn {

// Of a byte that deflate made, in gzip or in a PNG, at most so many come: the format's limit.
inline constexpr std::uint64_t kMostFromDeflatedByte = 1032;

class InputFile {
 public:
  // Every error is a FileError that begins with `operation` and the path. Refuses what is no
  // regular file.
  InputFile(std::string path, std::string_view operation);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  bool compressed() const { return inflater_ != nullptr; }
  std::uint64_t size() const { return size_; }  // bytes on the disk
  // No more bytes than these can be read in all, so who is told of more takes no memory for them.
  // Exact for a plain file.
  std::uint64_t most_bytes() const;

  // Fills `into` with the next bytes; fewer than asked for only at the end of the file. FileError
  // for compressed data that are damaged or end before their checksum.
  std::size_t read(void* into, std::size_t bytes);
  std::uint64_t position() const { return position_; }  // bytes read so far
  bool at_end();

  [[noreturn]] void fail(std::string_view text) const;
  template <class... Args>
  void expect(bool holds, fmt::format_string<Args...> text, Args&&... args) const {
    if (!holds) fail(fmt::format(text, std::forward<Args>(args)...));
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  class Inflater;

  std::size_t read_stored(void* into, std::size_t bytes);
  std::size_t read_as_it_is(void* into, std::size_t bytes) const;  // compressed or not

  std::string path_, operation_;
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<Inflater> inflater_;
  std::uint64_t size_ = 0, position_ = 0;
  int ahead_ = -1;  // a byte that at_end() has read
};

}  // namespace gradflow::nn
