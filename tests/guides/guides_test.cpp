// Each guide shows a whole program in pieces, and what each piece prints: the pieces together are
// the file that is compiled here, and the outputs together are what it prints.

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "tests/support/page.h"

namespace {

using gradflow::testing::blocks;
using gradflow::testing::output_of;
using gradflow::testing::text_of;

struct Guide {
  const char* page;
  const char* name;  // of the program
};

void PrintTo(const Guide& guide, std::ostream* out) { *out << guide.page; }

class Guides : public testing::TestWithParam<Guide> {};

TEST_P(Guides, ShowTheirProgramAsItIs) {
  const std::string page = text_of(GetParam().page);
  const std::string program =
      text_of(std::string("tests/guides/programs/") + GetParam().name + ".cpp");
  std::string shown;
  for (const std::string& piece : blocks(page, "```cpp\n"))
    shown += (shown.empty() ? "" : "\n") + piece;
  EXPECT_EQ(shown, program.substr(program.find("#include")));
}

TEST_P(Guides, ShowWhatTheirProgramPrints) {
  const std::vector<std::string> shown = blocks(text_of(GetParam().page), "```text\n");
  EXPECT_GE(shown.size(), 3U);
  EXPECT_EQ(std::accumulate(shown.begin(), shown.end(), std::string()),
            output_of(std::string("guide_") + GetParam().name));
}

INSTANTIATE_TEST_SUITE_P(All, Guides,
                         testing::Values(Guide{"autograd/guide_op.md", "op"},
                                         Guide{"nn/guide_layer.md", "layer"},
                                         Guide{"nn/guide_watch.md", "watch"},
                                         Guide{"nn/guide_images.md", "images"}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
