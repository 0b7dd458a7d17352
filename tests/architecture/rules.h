// The rules of the house as functions over a source tree: each reads the text of the files and
// returns what breaks it, by file and line. Used by the test of this tree and, so that a rule is
// known to be able to fail, by tests of planted trees.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace architecture {

struct Violation {
  std::string file;  // from the root, with forward slashes
  int line = 0;      // from 1; 0 when the whole file or folder is meant
  std::string what;
};

// One line for each: "file:line: what".
std::string describe(const std::vector<Violation>& violations);

// tensor ◄ autograd ◄ nn ◄ studies; a study uses its own folder and studies/support, bench only the
// latter. Quoted includes are written from the root.
std::vector<Violation> broken_arrows(const std::filesystem::path& root);

// The subfolders of a study do not include each other in a circle. A study's own files, which may
// be below all of them or above, are left aside.
std::vector<Violation> circles_in_studies(const std::filesystem::path& root);

// OpenMP lives in tensor/ alone. bench/peers holds the same work in other hands and may use it too.
std::vector<Violation> openmp_outside_tensor(const std::filesystem::path& root);

// Boost only in the .cpp files of studies/ and nn/files/, JSON only in .cpp files.
std::vector<Violation> heavy_headers(const std::filesystem::path& root);

// Nothing under tensor/, autograd/, nn/ names a study, a figure or a data set.
std::vector<Violation> names_of_studies(const std::filesystem::path& root);

// Code outside tests/ that is longer than `limit` lines.
std::vector<Violation> long_files(const std::filesystem::path& root, int limit = 300);

// Top-level entries that the house does not know. Hidden files belong to tools.
std::vector<Violation> unknown_entries(const std::vector<std::string>& entries);

// The top-level entries under version control, or all of them where git cannot say.
std::vector<std::string> top_level_entries(const std::filesystem::path& root);

}  // namespace architecture
