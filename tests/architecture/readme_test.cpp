// The README shows a program of the tree: what it shows is what is compiled and run.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

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
  const std::string program = text_of("studies/two_moons/main.cpp");
  const std::string fence = "<!-- studies/two_moons/main.cpp -->\n```cpp\n";
  const std::size_t begin = readme.find(fence);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t first = begin + fence.size();
  const std::string shown = readme.substr(first, readme.find("```", first) - first);
  const std::size_t start = program.find("int main(");
  ASSERT_NE(start, std::string::npos);
  EXPECT_EQ(shown, program.substr(start));
}

// [text](target) and ![text](target), without those that leave the tree or stay on the page.
std::vector<std::string> links_of(const std::string& markdown) {
  std::vector<std::string> links;
  for (std::size_t at = markdown.find("]("); at != std::string::npos;
       at = markdown.find("](", at)) {
    at += 2;
    const std::string link = markdown.substr(at, markdown.find(')', at) - at);
    const bool is_code = link.find(' ') != std::string::npos;  // a lambda: [&](auto x)
    if (!is_code && !link.starts_with("http") && !link.starts_with('#')) links.push_back(link);
  }
  return links;
}

TEST(Readme, LinksOnlyToWhatIsThere) {
  const std::filesystem::path root = GRADFLOW_SOURCE_DIR;
  int checked = 0;
  for (const char* folder :
       {".", "tensor", "autograd", "autograd/gdb", "nn", "studies", "studies/glorot2010",
        "studies/glorot2010/figures", "studies/two_moons", "studies/why_nonlinear",
        "studies/deep_signal", "studies/lenet", "studies/words", "bench", "tests"}) {
    const std::string readme = std::string(folder) + "/README.md";
    for (const std::string& link : links_of(text_of(readme))) {
      EXPECT_TRUE(std::filesystem::exists(root / folder / link)) << readme << " links to " << link;
      ++checked;
    }
  }
  EXPECT_GT(checked, 5);
}

}  // namespace
