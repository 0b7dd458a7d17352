#pragma once
// A report page as its reader sees it, where the markup would be in the way of a test.

#include <regex>
#include <string>

namespace studies {

// Without the spans that keep the words of a command whole, and with a plain space before %.
inline std::string page_text(const std::string& html) {
  const std::string words = std::regex_replace(html, std::regex("<span>([^<]*)</span>"), "$1");
  return std::regex_replace(words, std::regex("\u00a0%"), " %");
}

}  // namespace studies
