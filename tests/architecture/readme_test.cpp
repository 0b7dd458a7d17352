// The README shows a program of the tree: what it shows is what is compiled and run.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(GRADFLOW_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Readme, ShowsTheProgramOfTheFirstModelAsItIs) {
  const std::string readme = text_of("README.md");
  const std::string program = text_of("studies/first_model/main.cpp");
  const std::string fence = "<!-- studies/first_model/main.cpp -->\n```cpp\n";
  const std::size_t begin = readme.find(fence);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t first = begin + fence.size();
  const std::string shown = readme.substr(first, readme.find("```", first) - first);
  const std::size_t start = program.find("int main()");
  ASSERT_NE(start, std::string::npos);
  EXPECT_EQ(shown, program.substr(start));
}

}  // namespace
