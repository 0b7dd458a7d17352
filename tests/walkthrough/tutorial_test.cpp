// The tutorial in autograd/README.md shows what is so: its program is the one in the tree, and each
// command in it is run and must print what stands below it.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(GRADFLOW_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// The bodies of the fenced blocks that begin with `opening`.
std::vector<std::string> blocks(const std::string& markdown, const std::string& opening) {
  std::vector<std::string> found;
  for (std::size_t at = markdown.find(opening); at != std::string::npos;
       at = markdown.find(opening, at)) {
    at += opening.size();
    found.push_back(markdown.substr(at, markdown.find("```\n", at) - at));
  }
  return found;
}

// What the command prints, with the programs of this build in the path.
std::string output_of(const std::string& command) {
  const std::string whole = "PATH='" PROGRAM_FOLDERS ":'$PATH; " + command + " 2>&1";
  FILE* pipe = ::popen(whole.c_str(), "r");
  std::string output;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return output;
}

TEST(Tutorial, ShowsTheProgramAsItIs) {
  const std::vector<std::string> shown =
      blocks(text_of("autograd/README.md"), "<!-- studies/first_gradient/main.cpp -->\n```cpp\n");
  ASSERT_EQ(shown.size(), 1U);
  const std::string program = text_of("studies/first_gradient/main.cpp");
  EXPECT_EQ(shown[0], program.substr(program.find("int main()")));
}

TEST(Tutorial, ShowsWhatItsCommandsPrint) {
  const std::vector<std::string> shown = blocks(text_of("autograd/README.md"), "```console\n$ ");
  ASSERT_GE(shown.size(), 2U);
  for (const std::string& block : shown) {
    const std::size_t end = block.find('\n');
    EXPECT_EQ(block.substr(end + 1), output_of(block.substr(0, end)));
  }
}

}  // namespace
