#include "studies/support/folded_text.h"

#include <algorithm>

namespace studies {

namespace {

// Letters, not bytes, of UTF-8.
int letters(std::string_view text) {
  return static_cast<int>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

}  // namespace

std::string folded(const std::string& start, std::string_view words, int columns) {
  const int indent = letters(start);
  std::string text = start;
  int at = indent;
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    if (at > indent && columns > 0 && at + 1 + letters(word) > columns) {
      text += '\n' + std::string(static_cast<std::size_t>(indent), ' ');
      at = indent;
    }
    if (at > indent) text += ' ', ++at;
    text += word;
    at += letters(word);
  }
  return text + "\n";
}

}  // namespace studies
