// Runs in turn within this process: what they leave when they are finished, and that one that
// cannot run costs the others nothing.

#include "studies/glorot2010/runner.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "studies/glorot2010/run_state.h"
#include "studies/support/run_folder.h"
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
  // Of the two configurations here, one is the beginning of the other.
  static std::optional<std::uint64_t> work_of_tests(std::string_view configuration) {
    if (configuration == "a test") return 1;
    return configuration == "a longer test" ? std::optional<std::uint64_t>(2) : std::nullopt;
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
  put("out/phases/checkpoint.safetensors", "of a process that was killed after it had finished\n");
  EXPECT_EQ(execute({&run}, options()).kept, 1);
  EXPECT_FALSE(std::filesystem::exists(file("out/phases/checkpoint.safetensors")));
}

TEST_F(Runner, KeepsTheCheckpointOfARunThatALongerOneGoesOnFrom) {
  glorot2010::Run run = run_that("training", [](RunContext& context) {
    context.folder.write(kCheckpointFile, "short\n");
    return true;
  });
  run.may_be_lengthened = true;
  EXPECT_EQ(execute({&run}, options()).done, 1);
  EXPECT_EQ(execute({&run}, options()).kept, 1);
  glorot2010::Run longer = run_that("training", [&](RunContext& context) {
    EXPECT_EQ(get("out/training/checkpoint.safetensors"), "short\n");
    context.folder.write("table.csv", "x\n");
    return true;
  });
  longer.configuration = "a longer test";
  longer.work = 2;
  longer.work_in = work_of_tests;
  EXPECT_EQ(recorded_state(longer, options()).kind, RecordedState::kShorter);
  Options other_seed = options();
  other_seed.seed = 2;
  EXPECT_EQ(recorded_state(longer, other_seed).kind, RecordedState::kNew);
  EXPECT_EQ(execute({&longer}, options()).done, 1);
  EXPECT_TRUE(std::filesystem::exists(file("out/training/table.csv")));
  EXPECT_FALSE(std::filesystem::exists(file("out/training/checkpoint.safetensors")));
}

TEST_F(Runner, RefusesToOverwriteARunWithoutACheckpointToGoOnFrom) {
  const glorot2010::Run run = run_that("training", [](RunContext&) { return true; });
  EXPECT_EQ(execute({&run}, options()).done, 1);
  glorot2010::Run longer = run;
  longer.configuration = "a longer test";
  longer.work = 2;
  longer.work_in = work_of_tests;
  EXPECT_EQ(recorded_state(longer, options()).kind, RecordedState::kOther);
  const Outcome outcome = execute({&longer}, options());
  ASSERT_EQ(outcome.problems.size(), 1u);
  EXPECT_NE(outcome.problems.front().find("holds this run with another configuration"),
            std::string::npos);
  EXPECT_TRUE(studies::RunFolder(file("out"), "training").finished());
}

// The longer one may be days of work on the way.
TEST_F(Runner, LeavesALongerRunAsItIsFinishedOrNot) {
  glorot2010::Run run = run_that("training", [](RunContext&) -> bool {
    ADD_FAILURE() << "it was run";
    return true;
  });
  run.work_in = work_of_tests;
  glorot2010::Run longer = run_that("training", [](RunContext& context) {
    context.folder.write("errors.csv", "update,test_error\n0,90\n1500,80\n");
    return false;
  });
  longer.configuration = "a longer test";
  EXPECT_TRUE(execute({&longer}, options()).interrupted);
  const std::string manifest = get("out/training/manifest.json");
  const RecordedState recorded = recorded_state(run, options());
  EXPECT_EQ(recorded.kind, RecordedState::kLonger);
  EXPECT_EQ(recorded.done, 1500U);
  EXPECT_EQ(recorded.work, 2U);
  Options aloud = options();
  aloud.report_progress = false;
  testing::internal::CaptureStderr();
  const Outcome outcome = execute({&run}, aloud);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "training: a longer run is there, 1,500 of 2 steps; it is left as it is\n");
  EXPECT_EQ(outcome.kept, 1);
  EXPECT_TRUE(outcome.problems.empty());
  EXPECT_EQ(get("out/training/manifest.json"), manifest);
  longer.run = [](RunContext&) { return true; };
  EXPECT_EQ(execute({&longer}, options()).done, 1);
  EXPECT_EQ(execute({&run}, options()).kept, 1);
}

TEST_F(Runner, KeepsInTheManifestTheFolderOfDataThatWasGiven) {
  const glorot2010::Run run = run_that("run", [](RunContext&) { return true; });
  Options given = options();
  given.data_dir = file("two words");
  EXPECT_EQ(execute({&run}, given).done, 1);
  EXPECT_EQ(studies::read_manifest(file("out/run"))->manifest.command,
            "./run study glorot2010 run run --profile quick --seed 1 --data-dir '" +
                file("two words").string() + "'");
}

TEST_F(Runner, MakesNoFolderForARunThatItDoesNotBegin) {
  const glorot2010::Run run = run_that("run", [](RunContext&) { return true; });
  EXPECT_EQ(recorded_state(run, options()).kind, RecordedState::kNew);
  EXPECT_FALSE(std::filesystem::exists(file("out")));
}

TEST_F(Runner, CountsAllThatWasDoneOfARunThatBeginsAnewAfterAStop) {
  glorot2010::Run run = run_that("run", [](RunContext&) { return false; });
  run.work = 2;
  Options aloud = options();
  aloud.report_progress = false;
  EXPECT_TRUE(execute({&run}, aloud).interrupted);
  run.run = [](RunContext& context) { return context.progress(1, "") && context.progress(2, ""); };
  testing::internal::CaptureStderr();
  EXPECT_EQ(execute({&run}, aloud).done, 1);
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("run  2 steps in 0:00"), std::string::npos) << text;
  testing::internal::CaptureStderr();
  EXPECT_EQ(execute({&run}, aloud).kept, 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "1 of 1 run is finished in " + file("out").string() + " and kept\n");
}

// What a run of two steps leaves on standard error when it is watched.
class WatchedRunner : public Runner {
 protected:
  std::string shown(std::optional<std::uint64_t> picture_from) const {
    glorot2010::Run run = run_that("run", [](RunContext& context) {
      EXPECT_TRUE(context.watch);
      for (const std::uint64_t done : {0, 1, 2}) context.progress(done, "");
      return true;
    });
    run.work = 2;
    run.picture_from = picture_from;
    Options watched = options();
    watched.report_progress = false;
    watched.watch = true;
    testing::internal::CaptureStderr();
    EXPECT_EQ(execute({&run}, watched).done, 1);
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(WatchedRunner, KeepsTheBarOfARunWithoutAPictureAndSaysSo) {
  const std::string text = shown({});
  EXPECT_TRUE(text.starts_with("run: has no picture to watch, and shows how far it is\n")) << text;
  EXPECT_NE(text.find("run: 50 % (1/2 steps"), std::string::npos) << text;
  EXPECT_NE(text.find("run: 100 % (2/2 steps"), std::string::npos) << text;
}

TEST_F(WatchedRunner, LeavesTheTerminalToAPicture) { EXPECT_EQ(shown(0), ""); }

TEST_F(WatchedRunner, HasABarUntilThePictureBegins) {
  const std::string text = shown(2);
  EXPECT_NE(text.find("run: 50 % (1/2 steps"), std::string::npos) << text;
  EXPECT_EQ(text.find("100 %"), std::string::npos) << text;
  EXPECT_EQ(text.find("no picture"), std::string::npos) << text;
}

TEST(RunsWithAPicture, AreThoseThatTrain) {
  for (const char* id : {"train-tanh", "mnist-tanh", "depth-tanh-2", "fixed-tanh-n"})
    EXPECT_EQ(find_run(Profile::desk, id).picture_from, 0U) << id;
  const glorot2010::Run& pretrained = find_run(Profile::desk, "train-pretrained");
  EXPECT_EQ(pretrained.picture_from, pretrained.work - find_run(Profile::desk, "train-tanh").work);
  for (const char* id : {"fig06", "rate-shapeset-tanh", "rate-shapeset-tanh-hessian", "svm"})
    EXPECT_FALSE(find_run(Profile::desk, id).picture_from) << id;
}

TEST_F(Runner, LeavesTheManifestAsItWasOfARunThatIsRefusedBeforeItsFirstStep) {
  glorot2010::Run run = run_that("training", [](RunContext& context) {
    context.folder.write(kCheckpointFile, "short\n");
    return true;
  });
  run.may_be_lengthened = true;
  EXPECT_EQ(execute({&run}, options()).done, 1);
  const std::string before = get("out/training/manifest.json");
  glorot2010::Run longer = run_that(
      "training", [](RunContext&) -> bool { throw gradflow::Error("the data are other ones"); });
  longer.configuration = "a longer test";
  longer.work = 2;
  longer.work_in = work_of_tests;
  EXPECT_EQ(execute({&longer}, options()).problems.size(), 1u);
  EXPECT_EQ(get("out/training/manifest.json"), before);
  longer.run = [](RunContext& context) -> bool {
    context.progress(1, "");
    throw gradflow::Error("the disk is full");
  };
  EXPECT_EQ(execute({&longer}, options()).problems.size(), 1u);
  EXPECT_NE(get("out/training/manifest.json"), before);
}

TEST_F(Runner, HasNoManifestOfANewRunThatIsRefused) {
  const glorot2010::Run run = run_that(
      "training", [](RunContext&) -> bool { throw gradflow::Error("the data are missing"); });
  EXPECT_EQ(execute({&run}, options()).problems.size(), 1u);
  EXPECT_EQ(recorded_state(run, options()).kind, RecordedState::kNew);
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
