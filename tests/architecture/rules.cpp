#include "tests/architecture/rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <set>
#include <string_view>

namespace architecture {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kCodeFolders = {"tensor",  "autograd", "nn",
                                               "studies", "bench",    "tests"};

bool is_code(const fs::path& file) {
  return file.extension() == ".h" || file.extension() == ".cpp";
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string first_folder(const std::string& path) { return path.substr(0, path.find('/')); }

// Paths from the root, sorted so that reports compare.
std::vector<std::string> files_under(const fs::path& root, const std::vector<std::string>& folders,
                                     const std::function<bool(const fs::path&)>& wanted) {
  std::vector<std::string> files;
  for (const std::string& folder : folders) {
    if (!fs::is_directory(root / folder)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file() && wanted(entry.path())) {
        files.push_back(fs::relative(entry.path(), root).generic_string());
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Calls check(line) for every line; what it returns becomes a violation at that line.
void check_lines(const fs::path& root, const std::string& file, std::vector<Violation>& violations,
                 const std::function<std::optional<std::string>(const std::string&)>& check) {
  std::ifstream stream(root / file);
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (std::optional<std::string> what = check(line)) {
      violations.push_back({file, number, *std::move(what)});
    }
  }
}

struct Include {
  std::string path;
  bool quoted = false;
};

std::optional<Include> parse_include(const std::string& line) {
  static const std::regex kPattern(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
  std::smatch match;
  if (line.find("include") == std::string::npos || !std::regex_search(line, match, kPattern)) {
    return std::nullopt;
  }
  return Include{match[2], match[1] == "\""};
}

// What may be included by each folder.
const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"tensor", {"tensor"}},
    {"autograd", {"tensor", "autograd"}},
    {"nn", {"tensor", "autograd", "nn"}},
    {"studies", {"tensor", "autograd", "nn", "studies"}},
    {"bench", {"tensor", "autograd", "nn", "studies", "bench"}},
    {"tests", {"tensor", "autograd", "nn", "studies", "bench", "tests"}},
};

std::optional<std::string> check_arrow(const std::string& file, const Include& include) {
  const std::string from = first_folder(file);
  const std::string to = first_folder(include.path);
  const bool ours = kMayInclude.count(to) != 0 && include.path.find('/') != std::string::npos;
  if (!ours) {
    if (!include.quoted) return std::nullopt;
    return fmt::format("\"{}\" is not written from the root of the tree", include.path);
  }
  if (kMayInclude.at(from).count(to) == 0) {
    return fmt::format("{}/ must not include \"{}\"", from, include.path);
  }
  if (from == "bench" && to == "studies" && !starts_with(include.path, "studies/support/"))
    return fmt::format("bench/ must not include \"{}\" of a study", include.path);
  if (from == "studies" && to == "studies") {
    const std::string own_folder = fs::path(file).parent_path().generic_string() + "/";
    const std::string own_study = own_folder.substr(0, own_folder.find('/', 8) + 1);
    if (!starts_with(include.path, own_study) && !starts_with(include.path, "studies/support/")) {
      return fmt::format("{} must not include \"{}\" of another study", own_study, include.path);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string describe(const std::vector<Violation>& violations) {
  std::string text;
  for (const Violation& violation : violations) {
    text += violation.line > 0
                ? fmt::format("{}:{}: {}\n", violation.file, violation.line, violation.what)
                : fmt::format("{}: {}\n", violation.file, violation.what);
  }
  return text;
}

std::vector<Violation> broken_arrows(const fs::path& root) {
  std::vector<Violation> violations;
  for (const std::string& file : files_under(root, kCodeFolders, is_code)) {
    if (starts_with(file, "tests/consumer/")) continue;  // a project of its own
    check_lines(root, file, violations, [&](const std::string& line) -> std::optional<std::string> {
      const std::optional<Include> include = parse_include(line);
      if (!include) return std::nullopt;
      return check_arrow(file, *include);
    });
  }
  return violations;
}

std::vector<Violation> circles_in_studies(const fs::path& root) {
  // studies/NAME/SUBFOLDER, or "" for what lies elsewhere.
  const auto subfolder = [](const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    const bool below_a_study = std::distance(folder.begin(), folder.end()) == 3;
    return below_a_study && starts_with(path, "studies/") ? folder.generic_string() : "";
  };
  std::map<std::string, std::map<std::string, Violation>> arrows;  // from, to, the first include
  for (const std::string& file : files_under(root, {"studies"}, is_code)) {
    const std::string from = subfolder(file);
    int number = 0;
    std::ifstream stream(root / file);
    for (std::string line; std::getline(stream, line);) {
      ++number;
      const std::optional<Include> include = parse_include(line);
      const std::string to = include ? subfolder(include->path) : "";
      if (from.empty() || to.empty() || to == from) continue;
      const std::string what = fmt::format("in a circle with \"{}\"", include->path);
      arrows[from].try_emplace(to, Violation{file, number, what});
    }
  }
  // Whoever includes nobody that is left is in no circle.
  const auto has_no_arrow = [&](const auto& folder) {
    return std::ranges::none_of(folder.second,
                                [&](const auto& arrow) { return arrows.count(arrow.first) != 0; });
  };
  while (std::erase_if(arrows, has_no_arrow) != 0) {
  }
  std::vector<Violation> violations;
  for (const auto& [from, targets] : arrows)
    for (const auto& [to, violation] : targets)
      if (arrows.count(to) != 0) violations.push_back(violation);
  return violations;
}

std::vector<Violation> openmp_outside_tensor(const fs::path& root) {
  static const std::regex kPattern(
      R"re(^\s*#\s*pragma\s+omp\b|_Pragma\s*\(\s*"\s*omp\b|^\s*#\s*include\s*[<"]omp\.h[>"])re");
  std::vector<Violation> violations;
  for (const std::string& file : files_under(root, kCodeFolders, is_code)) {
    if (first_folder(file) == "tensor" || starts_with(file, "bench/peers/")) continue;
    if (starts_with(file, "tests/architecture/")) continue;  // plants such lines
    check_lines(root, file, violations, [&](const std::string& line) -> std::optional<std::string> {
      if (line.find("omp") == std::string::npos || !std::regex_search(line, kPattern)) {
        return std::nullopt;
      }
      return "OpenMP belongs in tensor/";
    });
  }
  return violations;
}

std::vector<Violation> heavy_headers(const fs::path& root) {
  std::vector<Violation> violations;
  for (const std::string& file : files_under(root, kCodeFolders, is_code)) {
    const bool body = fs::path(file).extension() == ".cpp";
    const bool boost_allowed =
        body && (starts_with(file, "studies/") || starts_with(file, "nn/files/"));
    check_lines(root, file, violations, [&](const std::string& line) -> std::optional<std::string> {
      const std::optional<Include> include = parse_include(line);
      if (!include) return std::nullopt;
      if (!boost_allowed && starts_with(include->path, "boost/")) {
        return "Boost belongs in .cpp files of studies/ and nn/files/";
      }
      // A helper of tests reaches no consumer.
      if (!body && !starts_with(file, "tests/") && starts_with(include->path, "nlohmann/")) {
        return "JSON belongs in .cpp files";
      }
      return std::nullopt;
    });
  }
  return violations;
}

std::vector<Violation> names_of_studies(const fs::path& root) {
  static const std::regex kPattern(
      R"re(shapeset|mnist|cifar|glorot2010|lenet|two_moons|why_nonlinear|deep_signal|\bfigures?\b)re",
      std::regex::icase | std::regex::optimize);
  std::vector<Violation> violations;
  const auto any_file = [](const fs::path&) { return true; };
  for (const std::string& file : files_under(root, {"tensor", "autograd", "nn"}, any_file)) {
    check_lines(root, file, violations, [&](const std::string& line) -> std::optional<std::string> {
      std::smatch match;
      if (!std::regex_search(line, match, kPattern)) return std::nullopt;
      return fmt::format("\"{}\" names a study, a figure or a data set", match.str());
    });
  }
  return violations;
}

std::vector<Violation> long_files(const fs::path& root, int limit) {
  std::vector<Violation> violations;
  for (const std::string& file : files_under(root, kCodeFolders, is_code)) {
    if (first_folder(file) == "tests") continue;
    std::ifstream stream(root / file);
    int lines = 0;
    for (std::string line; std::getline(stream, line);) ++lines;
    if (lines > limit) {
      violations.push_back({file, lines, fmt::format("longer than {} lines", limit)});
    }
  }
  return violations;
}

std::vector<Violation> unknown_entries(const std::vector<std::string>& entries) {
  static const std::set<std::string> kKnown = {
      "CMakeLists.txt", "CMakePresets.json", "README.md", "CHANGELOG.md", "LICENSE", "run",
      "tensor",         "autograd",          "nn",        "studies",      "bench",   "tests",
      "cmake"};
  std::vector<Violation> violations;
  for (const std::string& entry : entries) {
    if (starts_with(entry, ".") || kKnown.count(entry) != 0) continue;
    violations.push_back({entry, 0, "the top level has no place for it"});
  }
  return violations;
}

std::vector<std::string> top_level_entries(const fs::path& root) {
  std::set<std::string> entries;
  // A build folder, or a report that somebody asked for here, is no part of the tree.
  const std::string command =
      fmt::format("git -C '{}' ls-files --cached 2>/dev/null", root.string());
  if (FILE* pipe = popen(command.c_str(), "r")) {
    std::array<char, 4096> line = {};
    while (std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr) {
      std::string path = line.data();
      path.erase(path.find_last_not_of('\n') + 1);
      entries.insert(first_folder(path));
    }
    pclose(pipe);
  }
  if (entries.empty()) {
    for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
      const std::string name = entry.path().filename().string();
      if (name != "build") entries.insert(name);
    }
  }
  return {entries.begin(), entries.end()};
}

}  // namespace architecture
