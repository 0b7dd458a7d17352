#pragma once
// What the headers of a folder declare, for tests that hold a list beside it.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace gradflow::testing {

// The first group of every match; ^ is the beginning of a line.
inline std::set<std::string> declared_in(const std::filesystem::path& folder,
                                         const std::string& declaration) {
  const std::regex pattern(declaration, std::regex::multiline);
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".h") continue;
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
      names.insert((*match)[1]);
  }
  return names;
}

}  // namespace gradflow::testing
