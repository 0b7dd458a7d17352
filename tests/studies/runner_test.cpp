// Runs in turn within this process: what they leave when they are finished, and that one that
// cannot run costs the others nothing.

#include "studies/glorot2010/runner.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

class Runner : public ScratchFolder {
 protected:
  static glorot2010::Run run_that(const std::string& id, std::function<bool(RunContext&)> body) {
    return {.id = id,
            .item = "none",
            .about = "a test",
            .unit = "steps",
            .work = 1,
            .configuration = "a test",
            .run = std::move(body)};
  }
  Options options() const {
    Options options;
    options.out = file("out");
    options.jobs = 1;
    options.report_progress = true;
    return options;
  }
};

TEST_F(Runner, LeavesTablesAndNoCheckpointOfARunThatIsFinished) {
  const glorot2010::Run run = run_that("phases", [](RunContext& context) {
    for (const char* name : {"table.csv", "checkpoint.safetensors", "pretraining.safetensors"})
      context.folder.write(name, "x\n");
    return true;
  });
  EXPECT_EQ(execute({&run}, options()).done, 1);
  EXPECT_TRUE(std::filesystem::exists(file("out/phases/table.csv")));
  EXPECT_FALSE(std::filesystem::exists(file("out/phases/checkpoint.safetensors")));
  EXPECT_FALSE(std::filesystem::exists(file("out/phases/pretraining.safetensors")));
  EXPECT_EQ(execute({&run}, options()).kept, 1);
}

TEST_F(Runner, GoesOnAfterARunThatIsLeftOut) {
  const glorot2010::Run left_out = run_that("left-out", [](RunContext&) -> bool {
    throw gradflow::Error("left out, because a library is missing");
  });
  const glorot2010::Run run = run_that("run", [](RunContext&) { return true; });
  const Outcome outcome = execute({&left_out, &run}, options());
  EXPECT_EQ(outcome.done, 1);
  EXPECT_EQ(outcome.problems,
            (std::vector<std::string>{"left-out: left out, because a library is missing"}));
}

}  // namespace
}  // namespace glorot2010
