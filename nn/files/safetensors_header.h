#pragma once
// The header of a safetensors file as its text has it: names, types and numbers, of which none has
// been compared with another or with the file.

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tensor/error.h"

namespace gradflow::nn {

inline constexpr std::uint64_t kHeaderOffset = 8;  // behind the header's length

struct SafetensorsHeader {
  struct Entry {
    std::string name, type;
    std::vector<std::uint64_t> shape, offsets;  // two of these, begin and end
  };
  std::vector<Entry> tensors;
  std::map<std::string, std::string> metadata;
};

// What is wrong with a file that is read: a FileError that names it.
template <class... Args>
void expect_safetensors(bool holds, std::string_view path, fmt::format_string<Args...> text,
                        Args&&... args) {
  if (!holds)
    throw FileError(fmt::format("read_safetensors: \"{}\": {}", path,
                                fmt::format(text, std::forward<Args>(args)...)));
}

// FileError for a text that is no such header. Takes the text apart without a tree of its values:
// those of the JSON library end the program if they are destroyed while there is no memory
// (https://github.com/nlohmann/json/issues/5135).
SafetensorsHeader parse_safetensors_header(std::string_view path, std::string_view text);

}  // namespace gradflow::nn
