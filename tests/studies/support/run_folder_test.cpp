#include "studies/support/run_folder.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/file_size_limit.h"

namespace {

using studies::Manifest;
using studies::RunFolder;
using studies::RunState;

class RunFolders : public ScratchFolder {};

Manifest example_manifest() {
  Manifest manifest;
  manifest.item = "Figure 6";
  manifest.command = "glorot2010 run fig06 --seed 3";
  manifest.configuration = "fig06 images=300 seed=3";
  manifest.seed = 3;
  manifest.threads = 2;
  manifest.machine = {"a processor", "avx2", "g++ 12", "abc123"};
  return manifest;
}

TEST_F(RunFolders, GoFromNewToUnfinishedToFinished) {
  const Manifest manifest = example_manifest();
  RunFolder folder(file("out"), "fig06");
  EXPECT_EQ(folder.state(manifest.configuration), RunState::kNew);
  folder.begin(manifest);
  EXPECT_EQ(folder.state(manifest.configuration), RunState::kUnfinished);
  EXPECT_FALSE(folder.finished());
  folder.finish();
  EXPECT_EQ(folder.state(manifest.configuration), RunState::kFinished);
  EXPECT_TRUE(folder.finished());
}

TEST_F(RunFolders, AreSeenByTheNextProcessAsTheLastOneLeftThem) {
  RunFolder(file("out"), "fig06").begin(example_manifest());
  EXPECT_EQ(RunFolder(file("out"), "fig06").state(example_manifest().configuration),
            RunState::kUnfinished);
}

TEST_F(RunFolders, AreNotMadeByLookingAtThem) {
  EXPECT_EQ(studies::state_of(file("out/fig06"), "any"), RunState::kNew);
  EXPECT_FALSE(std::filesystem::exists(file("out")));
}

TEST_F(RunFolders, RefuseToOverwriteAnotherConfiguration) {
  RunFolder folder(file("out"), "fig06");
  folder.begin(example_manifest());
  folder.finish();
  Manifest other = example_manifest();
  other.configuration = "fig06 images=300 seed=4";
  EXPECT_EQ(folder.state(other.configuration), RunState::kDifferent);
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { folder.begin(other); }),
            fmt::format("RunFolder::begin: '{}' holds this run with another configuration; write "
                        "to another folder, or delete this one",
                        file("out/fig06").string()));
  EXPECT_TRUE(folder.finished());
}

TEST_F(RunFolders, RecordWhatTheRunWas) {
  RunFolder folder(file("out"), "fig06");
  folder.begin(example_manifest());
  folder.finish();
  const auto json = nlohmann::json::parse(get("out/fig06/manifest.json"));
  EXPECT_EQ(json.at("run"), "fig06");
  EXPECT_EQ(json.at("item"), "Figure 6");
  EXPECT_EQ(json.at("state"), "finished");
  EXPECT_EQ(json.at("command"), "glorot2010 run fig06 --seed 3");
  EXPECT_EQ(json.at("configuration"), "fig06 images=300 seed=3");
  EXPECT_EQ(json.at("configuration_hash"), studies::configuration_hash("fig06 images=300 seed=3"));
  EXPECT_EQ(json.at("seed"), 3);
  EXPECT_EQ(json.at("threads"), 2);
  EXPECT_EQ(json.at("cpu"), "a processor");
  EXPECT_EQ(json.at("instruction_set"), "avx2");
  EXPECT_EQ(json.at("compiler"), "g++ 12");
  EXPECT_EQ(json.at("commit"), "abc123");
  EXPECT_EQ(json.at("started").get<std::string>().size(), 20U);
  EXPECT_GE(json.at("seconds").get<double>(), 0);
}

TEST_F(RunFolders, KeepTheirFirstStartAndTheirSecondsOverAnInterrupt) {
  {
    RunFolder folder(file("out"), "fig06");
    folder.begin(example_manifest());
  }
  std::string text = get("out/fig06/manifest.json");
  auto json = nlohmann::json::parse(text);
  json["started"] = "2020-01-01T00:00:00Z";
  json["seconds"] = 100.0;
  put("out/fig06/manifest.json", json.dump());

  RunFolder folder(file("out"), "fig06");
  folder.begin(example_manifest());
  folder.record_time();
  const auto recorded = studies::read_manifest(folder.path());
  ASSERT_TRUE(recorded);
  EXPECT_FALSE(recorded->finished);
  EXPECT_EQ(recorded->manifest.started, "2020-01-01T00:00:00Z");
  EXPECT_GE(recorded->manifest.seconds, 100.0);
  EXPECT_LT(recorded->manifest.seconds, 160.0);
}

TEST_F(RunFolders, HashTheConfigurationByTheKnownAnswersOfFnv) {
  EXPECT_EQ(studies::configuration_hash(""), "cbf29ce484222325");
  EXPECT_EQ(studies::configuration_hash("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(studies::configuration_hash("foobar"), "85944171f73967e8");
}

TEST_F(RunFolders, CannotFinishBeforeTheyBegin) {
  RunFolder folder(file("out"), "fig06");
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { folder.finish(); }),
            "RunFolder: run 'fig06' has not begun: call begin first");
}

TEST_F(RunFolders, SayWhichFolderCannotBeMade) {
  put("out", "a file, not a folder");
  EXPECT_EQ(text_of<gradflow::FileError>([&] { RunFolder(file("out"), "fig06"); }),
            fmt::format("make_folder: cannot create the folder '{}': Not a directory",
                        file("out/fig06").string()));
}

TEST_F(RunFolders, RefuseRunIdsThatLeadElsewhere) {
  for (const std::string id : {"", ".", "..", "a/b"})
    EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { RunFolder(file("out"), id); }),
              fmt::format("RunFolder: '{}' cannot be a run id: it names a folder", id));
}

TEST_F(RunFolders, SayThatAManifestCannotBeUnderstood) {
  RunFolder folder(file("out"), "fig06");
  folder.begin(example_manifest());
  const auto manifest = nlohmann::json::parse(get("out/fig06/manifest.json"));
  const auto changed = [&](const char* key, const nlohmann::json& value) {
    auto json = manifest;
    json[key] = value;
    return json.dump();
  };
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string("{\"run\": 3}"),
        changed("state", "finishee"), changed("seed", -1), changed("seed", 1.5),
        changed("seed", 1e30), changed("threads", -1), changed("threads", 4294967297)}) {
    put("out/fig06/manifest.json", text);
    EXPECT_EQ(text_of<gradflow::FileError>([&] { folder.finished(); }),
              fmt::format("read_manifest: '{}' is not a manifest of a run; delete the folder to "
                          "run it again",
                          file("out/fig06/manifest.json").string()));
  }
}

TEST_F(RunFolders, OneThatMayNotBeReadIsNotTakenForOneThatHasNotRun) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  RunFolder(file("out"), "fig06").begin(example_manifest());
  std::filesystem::permissions(file("out/fig06"), std::filesystem::perms::none);
  EXPECT_EQ(text_of<gradflow::FileError>([&] { studies::read_manifest(file("out/fig06")); }),
            fmt::format("read_manifest: cannot read '{}': Permission denied",
                        file("out/fig06/manifest.json").string()));
  std::filesystem::permissions(file("out/fig06"), std::filesystem::perms::owner_all);
}

TEST_F(RunFolders, AFullDiskLosesNothingAlreadyRecorded) {
  RunFolder folder(file("out"), "fig06");
  folder.begin(example_manifest());
  studies::Table table({"x"});
  table.add_row({1});
  folder.write_csv("a.csv", table);
  table.add_row({2});
  {
    const gradflow::testing::FileSizeLimit full(4);
    EXPECT_EQ(text_of<gradflow::FileError>([&] { folder.write_csv("a.csv", table); }),
              fmt::format("write_file: cannot write \"{}\": File too large",
                          file("out/fig06/a.csv").string()));
  }
  EXPECT_EQ(get("out/fig06/a.csv"), "x\n1\n");
  EXPECT_EQ(folder.state(example_manifest().configuration), RunState::kUnfinished);
}

TEST(ThisMachine, IsDescribed) {
  const studies::Machine machine = studies::this_machine();
  EXPECT_FALSE(machine.cpu.empty());
  EXPECT_FALSE(machine.instruction_set.empty());
  EXPECT_FALSE(machine.compiler.empty());
}

}  // namespace
