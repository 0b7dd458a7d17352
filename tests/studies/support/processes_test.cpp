// Jobs as processes: what is passed on, how many run, how they end.

#include "studies/support/processes.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "studies/support/interrupt.h"
#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/expect_error.h"

namespace {

using studies::Job;
using studies::JobResult;

Job shell(const std::string& script) { return {script, {"/bin/sh", "-c", script}}; }

TEST(Processes, PassOnEveryLineOfStandardOutputAndKeepStandardError) {
  std::vector<std::string> lines;
  const auto results =
      studies::run_jobs({shell("echo one; echo oops >&2; echo two")}, 1,
                        {.line = [&](std::size_t, std::string_view l) { lines.emplace_back(l); },
                         .ended = {},
                         .stop = {}});
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "two"}));
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].exit_status, 0);
  EXPECT_EQ(results[0].errors, "oops\n");
}

TEST(Processes, ReportExitStatusAndSignalAsAShellDoes) {
  const auto results = studies::run_jobs({shell("exit 3"), shell("kill -KILL $$")}, 2, {});
  EXPECT_EQ(results[0].exit_status, 3);
  EXPECT_EQ(results[1].exit_status, 128 + 9);
}

TEST(Processes, OneFailureLeavesTheOthersToEnd) {
  const auto results = studies::run_jobs({shell("exit 1"), shell("true"), shell("true")}, 1, {});
  EXPECT_EQ(results[0].exit_status, 1);
  EXPECT_EQ(results[1].exit_status, 0);
  EXPECT_EQ(results[2].exit_status, 0);
}

TEST(Processes, NeverRunMoreAtOnceThanAsked) {
  // Each adds a line to a file that only it and its neighbours share; more than two at a time would
  // be seen by the watcher as three open jobs.
  int open = 0, most = 0;
  std::vector<Job> jobs(6, shell("echo start; sleep 0.05"));
  studies::run_jobs(jobs, 2,
                    {.line = [&](std::size_t, std::string_view) { most = std::max(most, ++open); },
                     .ended = [&](std::size_t, const JobResult&) { --open; },
                     .stop = {}});
  EXPECT_EQ(most, 2);
}

TEST(Processes, AStopEndsThoseThatRunAndStartsNoOther) {
  bool started = false;
  const auto results =
      studies::run_jobs({shell("echo here; exec sleep 30"), shell("true")}, 1,
                        {.line = [&](std::size_t, std::string_view) { started = true; },
                         .ended = {},
                         .stop = [&] { return started; }});
  EXPECT_EQ(results[0].exit_status, 128 + studies::kStopJob);
  EXPECT_EQ(results[1].exit_status, -1);
}

TEST(Processes, ReportExitStatusAlsoWhereTheSignalOfAnEndIsIgnored) {
  std::signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(studies::run_jobs({shell("exit 3")}, 1, {})[0].exit_status, 3);
}

TEST(Processes, AnEndThatSomebodyElseHasWaitedForIsAnError) {
  pid_t process = 0;
  const std::string text = text_of<gradflow::Error>([&] {
    studies::run_jobs({shell("echo here")}, 1,
                      {.line = [&](auto, auto) { process = ::waitpid(-1, nullptr, 0); },
                       .ended = {},
                       .stop = {}});
  });
  EXPECT_EQ(text, fmt::format("cannot wait for process {}: No child processes", process));
}

TEST(Processes, AProgramThatIsNotThereIsNamed) {
  gradflow::testing::expect_error<gradflow::Error>(
      [] {
        studies::run_jobs({{"fig06", {"/no/such/program"}}}, 1, {});
      },
      "run_jobs: cannot start /no/such/program for fig06: No such file or directory");
}

}  // namespace
