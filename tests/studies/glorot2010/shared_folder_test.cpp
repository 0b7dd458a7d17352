// Who does a run when several processes share a folder, and what is told of a run that changes
// hands.

#include "studies/glorot2010/runner.h"

#include <gtest/gtest.h>

#include "studies/glorot2010/run_state.h"
#include "studies/support/file_lock.h"
#include "studies/support/run_folder.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

class SharedFolder : public ScratchFolder {
 protected:
  SharedFolder() {
    options_.out = file("out");
    options_.jobs = 1;
  }
  Outcome execute_one() { return execute({&find_run(Profile::quick, "fig05")}, options_); }

  Options options_;
};

TEST_F(SharedFolder, LeavesARunAloneThatAnotherProcessIsDoing) {
  {
    std::filesystem::create_directories(file("out/fig05"));
    const auto claim = studies::FileLock::try_lock(file("out/fig05/lock"));
    const Outcome outcome = execute_one();
    EXPECT_EQ(outcome.elsewhere, 1);
    EXPECT_EQ(outcome.done, 0);
    EXPECT_TRUE(outcome.problems.empty());
    EXPECT_FALSE(std::filesystem::exists(file("out/fig05/manifest.json")));
  }
  EXPECT_EQ(execute_one().done, 1);
  EXPECT_EQ(execute_one().kept, 1);
  EXPECT_FALSE(std::filesystem::exists(file("out/fig05/lock")));
}

TEST_F(SharedFolder, TellsThatARunWasBegunByAnotherBuild) {
  studies::RunFolder folder(file("out"), "fig05");
  studies::Manifest manifest;
  manifest.configuration = configuration_of(find_run(Profile::quick, "fig05"), options_);
  manifest.machine = {"a processor", "avx2", "g++ 12", "abc123"};
  folder.begin(manifest);
  testing::internal::CaptureStderr();
  EXPECT_EQ(execute_one().done, 1);
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_NE(
      text.find("fig05: was begun by another build or machine (commit abc123, g++ 12, avx2, a "
                "processor); its numbers need not be the bits of a run on one\n"),
      std::string::npos)
      << text;
  const auto record = studies::read_manifest(file("out/fig05"));
  EXPECT_TRUE(record->finished);
  EXPECT_EQ(record->manifest.begun_by,
            (std::vector<std::string>{"commit abc123, g++ 12, avx2, a processor"}));
}

}  // namespace
}  // namespace glorot2010
