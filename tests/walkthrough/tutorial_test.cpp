// The tutorial in autograd/README.md shows what is so: its program is the one in the tree, and each
// command in it is run and must print what stands below it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/page.h"

namespace {

using gradflow::testing::blocks;
using gradflow::testing::output_of;
using gradflow::testing::text_of;

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
