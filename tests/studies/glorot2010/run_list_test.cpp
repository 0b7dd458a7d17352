// The list of runs: the state of each, and the width of the terminal.

#include "studies/glorot2010/run_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "studies/glorot2010/run_state.h"
#include "studies/support/run_folder.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

class RunList : public ScratchFolder {
 protected:
  RunList() {
    options_.out = file("out");
    options_.profile = Profile::desk;
  }
  // As if the run of that profile had been begun.
  void begin(Profile profile, const std::string& id) const {
    studies::RunFolder folder(runs_folder(options_), id);
    studies::Manifest manifest;
    manifest.configuration = configuration_of(find_run(profile, id), options_);
    folder.begin(manifest);
  }
  // The lines of a run, from its id to the next one's.
  std::string line_of(const std::string& id, int columns = 0) const {
    std::istringstream text(run_list(options_, columns));
    std::string line, found;
    while (std::getline(text, line)) {
      if (line.starts_with(id + " ")) found = line;
      if (!found.empty() && line.starts_with(' ')) found += "\n" + line;
      if (!found.empty() && !line.starts_with(id + " ") && !line.starts_with(' ')) break;
    }
    return found;
  }

  Options options_;
};

TEST_F(RunList, ShowsHowFarARunIsThatGoesBeyondThisProfile) {
  begin(Profile::paper, "train-tanh");
  put("out/train-tanh/errors.csv", "update,test_error\n0,90\n600000,30\n");
  EXPECT_NE(line_of("train-tanh").find("  longer, 600,000 of 2,500,000  train tanh"),
            std::string::npos)
      << line_of("train-tanh");
  EXPECT_NE(line_of("train-softsign").find("  not run "), std::string::npos);
}

TEST_F(RunList, SaysOtherSettingsOnlyOfOthers) {
  begin(Profile::quick, "train-tanh");
  EXPECT_NE(line_of("train-tanh").find("  other settings "), std::string::npos);
  put("out/fig06/manifest.json", "{}");
  EXPECT_NE(line_of("fig06").find("  damaged "), std::string::npos);
}

TEST_F(RunList, MakesNoFolder) {
  run_list(options_, 0);
  EXPECT_FALSE(std::filesystem::exists(file("out")));
}

TEST_F(RunList, KeepsToTheWidthOfTheTerminal) {
  begin(Profile::paper, "train-tanh");
  for (const int columns : {80, 100, 140}) {
    std::istringstream text(run_list(options_, columns));
    std::string line;
    while (std::getline(text, line))
      EXPECT_LE(std::ranges::count_if(line, [](char byte) { return (byte & 0xC0) != 0x80; }),
                columns)
          << line;
  }
}

TEST_F(RunList, BreaksTheLastColumnWhereTheTerminalEnds) {
  const std::string folded = line_of("train-pretrained", 110);
  const std::size_t second = folded.find('\n');
  ASSERT_NE(second, std::string::npos);
  EXPECT_EQ(folded.find_first_not_of(' ', second + 1) - second - 1, folded.find("pre-train "));
  std::string whole, word;
  for (std::istringstream words(folded); words >> word;) whole += word + " ";
  EXPECT_NE(whole.find(find_run(Profile::desk, "train-pretrained").about + " "), std::string::npos);
}

TEST_F(RunList, TellsWhatIsDoneBelowARunWhereNoRoomIsLeftBesideIt) {
  EXPECT_TRUE(line_of("fig06", 80)
                  .ends_with("  not run\n    Figure 6: activations at initialisation, tanh"))
      << line_of("fig06", 80);
}

}  // namespace
}  // namespace glorot2010
