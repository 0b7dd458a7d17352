#pragma once
// Words broken into lines for a terminal.

#include <string>
#include <string_view>

namespace studies {

// `words` after `start`, and what would go beyond `columns` letters on lines below, under the first
// word; ends with a line break. No word is broken, and 0 columns break nothing.
std::string folded(const std::string& start, std::string_view words, int columns);

}  // namespace studies
