// The study's command line: what is understood, and what each slip is told.

#include "studies/glorot2010/command_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "studies/glorot2010/experiment.h"
#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/expect_error.h"

namespace glorot2010 {
namespace {

using gradflow::ArgumentError;
using gradflow::testing::expect_error;

std::optional<Options> parse(const std::vector<std::string>& arguments) {
  std::string help;
  return parse_command_line(arguments, help);
}

void expect_refused(const std::vector<std::string>& arguments, const std::string& text) {
  expect_error<ArgumentError>([&] { parse(arguments); }, text);
}

TEST(CommandLine, RefusesWhatItsParserWouldReplaceForEver) {
  expect_refused({"--th%original_token%"},
                 "\"--th%original_token%\" cannot be understood: it holds %original_token%");
  expect_refused({"--seed", "%value%"}, "\"%value%\" cannot be understood: it holds %value%");
  EXPECT_TRUE(parse({"--out", "100%"}));
}

TEST(CommandLine, WithNothingRunsTheQuickProfileOfSeedOne) {
  const auto options = parse({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->command, Command::all);
  EXPECT_EQ(options->profile, Profile::quick);
  EXPECT_EQ(options->seed, 1U);
}

TEST(CommandLine, TakesRunsByTheirIds) {
  const auto options = parse({"run", "fig06", "fig07", "--seed", "7", "--out", "/tmp/x"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->command, Command::run);
  EXPECT_EQ(options->runs, (std::vector<std::string>{"fig06", "fig07"}));
  EXPECT_EQ(options->seed, 7U);
  EXPECT_EQ(options->out, "/tmp/x");
}

TEST(CommandLine, TakesARunThatIsNamedTwiceOnce) {
  EXPECT_EQ(parse({"run", "fig06", "fig07", "fig06"})->runs,
            (std::vector<std::string>{"fig06", "fig07"}));
}

TEST(CommandLine, TakesAllBesideAnotherRunForAll) {
  EXPECT_EQ(parse({"run", "fig06", "all"})->runs, parse({"run", "all"})->runs);
}

TEST(CommandLine, HelpIsATextAndNotARun) {
  std::string help;
  EXPECT_FALSE(parse_command_line({"--help"}, help));
  EXPECT_NE(help.find("usage: glorot2010 [options]"), std::string::npos);
  for (const char* option :
       {"--out", "--profile", "--seed", "--jobs", "--threads", "--data-dir", "--watch"})
    EXPECT_NE(help.find(option), std::string::npos) << option;
  EXPECT_EQ(help.find("report-progress"), std::string::npos);
}

TEST(CommandLine, AnUnknownRunIsToldTheIdsThereAre) {
  std::string ids;
  for (const glorot2010::Run& run : runs_of(Profile::quick))
    ids += (ids.empty() ? "" : ", ") + run.id;
  expect_refused({"run", "fig99"},
                 "glorot2010: the profile quick has no run \"fig99\"; there are " + ids);
  expect_refused({"run", "fig99", "all"},
                 "glorot2010: the profile quick has no run \"fig99\"; there are " + ids);
}

TEST(CommandLine, EachSlipNamesTheArgument) {
  expect_refused({"--profile", "huge"},
                 "glorot2010: unknown profile \"huge\"; there are quick, desk, paper");
  expect_refused({"run", "fig05", "fig06", "--watch"},
                 "glorot2010: --watch shows one run; name it: glorot2010 run train-tanh --watch");
  expect_refused({"draw"},
                 "glorot2010: unknown command \"draw\"; there are list, data, run and report");
  expect_refused({"run"}, "glorot2010 run: name at least one run; `glorot2010 list` shows them");
  expect_refused({"report", "fig06"},
                 "glorot2010 report: takes no further word, \"fig06\" was given");
  expect_refused({"--seed", "-1"}, "glorot2010: --seed -1 is negative");
  expect_refused({"--out", ""}, "glorot2010: --out names no folder");
  expect_refused({"--jobs", "-1"}, "glorot2010: --jobs -1 is negative");
  expect_refused({"--threads", "-2"}, "glorot2010: --threads -2 is negative");
  expect_refused({"--threads", "100000"}, "glorot2010: --threads 100000 is more than 1024");
  expect_refused({"--data-dir", "/no/such/folder"},
                 "glorot2010: --data-dir /no/such/folder is not a folder");
  const std::string long_name(300, 'x');
  expect_refused({"--data-dir", long_name}, "glorot2010: --data-dir " + long_name +
                                                " cannot be looked at: File name too long");
  expect_refused({"--speed", "9"},
                 "glorot2010: unrecognised option '--speed'; --help shows the options");
  expect_refused({"--seed", "many"},
                 "glorot2010: the argument ('many') for option '--seed' is invalid; --help shows "
                 "the options");
}

TEST(CommandLine, RefusesAnOptionThatDoesNothingForTheCommand) {
  expect_refused({"list", "--watch"},
                 "glorot2010 list: takes --out, --profile, --seed; --watch was given");
  expect_refused({"report", "--seed", "1"}, "glorot2010 report: takes --out; --seed was given");
  expect_refused({"data", "--jobs", "2"},
                 "glorot2010 data: takes --out, --data-dir; --jobs was given");
  EXPECT_EQ(parse({"list", "--seed", "2", "--profile", "desk", "--out", "x"})->seed, 2U);
  EXPECT_EQ(parse({"data", "--out", "x", "--data-dir", "."})->data_dir, ".");
}

class ReportOf : public ScratchFolder {};

TEST_F(ReportOf, AFolderWithoutARunIsRefused) {
  const std::string out = file("out").string();
  const auto refused = [&](const std::string& what) {
    expect_refused({"report", "--out", out},
                   "glorot2010 report: " + what + "; --out names the one with the results");
  };
  refused(out + " is not a folder");
  const std::string long_name(300, 'x');
  expect_refused(
      {"report", "--out", long_name},
      "glorot2010 report: " + long_name +
          " cannot be looked at: File name too long; --out names the one with the results");
  put("out/claims.json", "{}");
  refused(out + " holds no run");
  put("out/seed-2/fig06/manifest.json", "{}");
  EXPECT_EQ(parse({"report", "--out", out})->command, Command::report);
}

TEST(ReportCommand, NamesTheFolderUnlessItIsTheUsualOne) {
  Options options;
  const std::string command = "./run study glorot2010 report";
  EXPECT_EQ(report_command(options), command + " --out glorot2010-results");
  options.out = "/tmp/two words/it's";
  EXPECT_EQ(report_command(options), command + R"( --out '/tmp/two words/it'\''s')");
  options.out = std::filesystem::current_path() / "build/study/glorot2010";
  EXPECT_EQ(report_command(options), command);
}

TEST(RunTable, HasEachIdOnceAndSomethingToDoForEach) {
  std::vector<std::string> ids;
  for (const glorot2010::Run& run : runs_of(Profile::quick)) {
    EXPECT_EQ(std::count(ids.begin(), ids.end(), run.id), 0) << run.id;
    ids.push_back(run.id);
    EXPECT_GT(run.work, 0U) << run.id;
    EXPECT_FALSE(run.item.empty() || run.about.empty() || run.unit.empty()) << run.id;
    EXPECT_FALSE(run.configuration.empty()) << run.id;
  }
}

}  // namespace
}  // namespace glorot2010
