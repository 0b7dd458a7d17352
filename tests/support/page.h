#pragma once
// What a page of the documentation shows, and what a command prints: for tests that hold one beside
// the other. The target defines GRADFLOW_SOURCE_DIR and PROGRAM_FOLDERS, which commands find their
// programs in.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace gradflow::testing {

// A file of the tree.
inline std::string text_of(const std::string& path) {
  std::ifstream file(std::string(GRADFLOW_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// The bodies of the fenced blocks that begin with `opening`.
inline std::vector<std::string> blocks(const std::string& markdown, const std::string& opening) {
  std::vector<std::string> found;
  for (std::size_t at = markdown.find(opening); at != std::string::npos;
       at = markdown.find(opening, at)) {
    at += opening.size();
    found.push_back(markdown.substr(at, markdown.find("```\n", at) - at));
  }
  return found;
}

// What the command prints.
inline std::string output_of(const std::string& command) {
  const std::string whole = "PATH='" PROGRAM_FOLDERS ":'$PATH; " + command + " 2>&1";
  FILE* pipe = ::popen(whole.c_str(), "r");
  std::string output;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return output;
}

}  // namespace gradflow::testing
