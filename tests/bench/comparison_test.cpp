// The comparison over programs that are planted for it: small scripts which print a line.

#include "bench/peers/comparison.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace peers {
namespace {

namespace fs = std::filesystem;

class PlantedPeers : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("gradflow peers ") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Implementation plant(const std::string& name, const std::string& script) {
    const fs::path file = folder_ / name;
    std::ofstream(file) << "#!/bin/sh\necho " << name << " \"$@\" >> '"
                        << (folder_ / "log").string() << "'\n"
                        << script << "\n";
    fs::permissions(file, fs::perms::owner_all);
    return {name, "lib" + name + "-dev", {"chain"}, {"MEDIAN=0.25"}, "", file.string()};
  }

  std::string log() {
    std::ifstream file(folder_ / "log");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  static std::string line(const std::string& median, const std::string& check) {
    return R"(echo "{\"median\": )" + median + R"(, \"check\": [)" + check +
           R"(], \"note\": \"\", \"memory\": 0, \"version\": \"1\"}")";
  }

  fs::path folder_;
};

TEST_F(PlantedPeers, RunInTurnsWithTheirSettings) {
  const auto ours = plant("ours", line("0.5", "1")), theirs = plant("theirs", line("$MEDIAN", "1"));
  Comparison comparison({ours, theirs}, {{"chain", "ops1000", 2}}, {.rounds = 2, .bearable = 100});
  comparison.run([](const std::string&) {});
  EXPECT_EQ(log(),
            "ours chain ops1000 2 0.2\ntheirs chain ops1000 2 0.2\n"
            "ours chain ops1000 2 0.2\ntheirs chain ops1000 2 0.2\n");
  const std::vector<Entry>& entries = comparison.results()[0].entries;
  EXPECT_EQ(entries[0].seconds, (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(entries[1].seconds, (std::vector<double>{0.25, 0.25}));
}

TEST_F(PlantedPeers, OneWithAnotherLossIsRefusedAndNotRunAgain) {
  const auto ours = plant("ours", line("0.5", "1")), wrong = plant("wrong", line("0.1", "1.01"));
  Comparison comparison({ours, wrong}, {{"chain", "ops1000", 1}}, {.rounds = 3, .bearable = 100});
  comparison.run([](const std::string&) {});
  EXPECT_EQ(comparison.results()[0].entries[1].refused,
            "computed something else: number 1 of 1 is 1.01, and not 1");
  EXPECT_EQ(rows_of(comparison.results()[0]).size(), 1U);
}

TEST_F(PlantedPeers, OneThatCrashesIsRefusedWithWhatItSaid) {
  const auto ours = plant("ours", line("0.5", "1")), crash = plant("crash", "echo no >&2; exit 3");
  Comparison comparison({ours, crash}, {{"chain", "ops1000", 1}}, {.rounds = 1, .bearable = 100});
  comparison.run([](const std::string&) {});
  EXPECT_EQ(comparison.results()[0].entries[1].refused, "ended with exit status 3: no");
}

TEST_F(PlantedPeers, NobodyIsBlamedWhenOursHasNoResult) {
  const auto ours = plant("ours", "exit 3"), theirs = plant("theirs", line("0.5", "1"));
  Comparison comparison({ours, theirs}, {{"chain", "ops1000", 1}}, {.rounds = 1, .bearable = 100});
  comparison.run([](const std::string&) {});
  EXPECT_EQ(comparison.results()[0].entries[0].refused,
            "ended with exit status 3: it said nothing");
  EXPECT_EQ(comparison.results()[0].entries[1].refused,
            "there is no result of ours to compare with");
}

TEST_F(PlantedPeers, OneThatIsNotInstalledIsNoFailure) {
  const auto ours = plant("ours", line("0.5", "1"));
  auto missing = plant("missing", "");
  missing.program.clear();
  Comparison comparison({ours, missing}, {{"chain", "ops1000", 1}}, {.rounds = 1, .bearable = 100});
  comparison.run([](const std::string&) {});
  EXPECT_FALSE(comparison.results()[0].entries[1].installed);
  EXPECT_EQ(comparison.results()[0].entries[1].refused, "");
}

}  // namespace
}  // namespace peers
