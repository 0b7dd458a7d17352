#pragma once
// holds(text, part): whether a text has a part.

#include <string>

namespace gradflow::testing {

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace gradflow::testing
