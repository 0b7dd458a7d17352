#pragma once
// What a fuzz target is: a .cpp file of this folder that defines fuzz(). libFuzzer calls it with
// millions of inputs (libfuzzer.cpp); every build calls it with those of the corpus, and with small
// changes of them (replay.cpp).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gradflow::fuzzing {

using Bytes = std::span<const std::uint8_t>;

// A gradflow::Error is the answer to bad input, and no find. Whatever else is thrown, a crash, a
// promise() that is not kept, or what a sanitizer sees, is one.
void fuzz(Bytes input);

// Ends the process with the text unless it holds.
void promise(bool holds, std::string_view text);

// A file in memory with these bytes, for readers that want a path.
class FileInMemory {
 public:
  explicit FileInMemory(Bytes bytes);
  FileInMemory() : FileInMemory(Bytes()) {}
  FileInMemory(const FileInMemory&) = delete;
  FileInMemory& operator=(const FileInMemory&) = delete;
  ~FileInMemory();

  const std::string& path() const { return path_; }

 private:
  int descriptor_;
  std::string path_;
};

// An empty folder of this process' own, for what has to be written; gone at its end.
const std::string& scratch_folder();

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Takes numbers from the front of an input, zeros once it is used up.
class Choices {
 public:
  explicit Choices(Bytes input) : rest_(input) {}
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  // 0 … count-1.
  int below(int count) { return byte() % count; }
  bool used_up() const { return rest_.empty(); }
  Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

}  // namespace gradflow::fuzzing
