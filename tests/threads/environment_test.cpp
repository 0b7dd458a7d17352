// The number of threads as the environment gives it, to programs that ask for none themselves: the
// same bits in teams of every size.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include "tensor/parallel.h"

namespace {

struct Line {
  std::string bits;
  int largest_team = 0;
};

// What the program prints of each training.
std::map<std::string, Line> run_with(const std::string& environment) {
  const std::string command =
      fmt::format("env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT OMP_DYNAMIC=false {} '{}'",
                  environment, GRADFLOW_THREADS_PROGRAM);
  std::map<std::string, Line> lines;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return lines;
  char name[32], bits[32];
  int team = 0;
  while (std::fscanf(pipe, "%31s %31s %d", name, bits, &team) == 3) lines[name] = {bits, team};
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return lines;
}

// The largest team of each training; that of few examples has products of ten workers at most.
constexpr int kMostOnFew = gradflow::detail::kSharesSmallWork ? gradflow::kMostThreads : 10;

void expect_bits_of_one_thread(const std::string& environment, std::optional<int> team = {}) {
  static const std::map<std::string, Line> alone = run_with("OMP_NUM_THREADS=1");
  ASSERT_EQ(alone.size(), 4U);
  const std::map<std::string, Line> found = run_with(environment);
  ASSERT_EQ(found.size(), alone.size()) << environment;
  for (const auto& [name, line] : found) {
    EXPECT_EQ(line.bits, alone.at(name).bits) << name << " with " << environment;
    if (!team) continue;
    EXPECT_EQ(line.largest_team, name == "dense-on-few" ? std::min(*team, kMostOnFew) : *team)
        << name << " with " << environment;
  }
}

TEST(ThreadsOfTheEnvironment, GiveTheSameBitsFromOneToSixtyFour) {
  for (const int threads : {1, 2, 3, 5, 8, 16, 33, 64})
    expect_bits_of_one_thread(fmt::format("OMP_NUM_THREADS={}", threads), threads);
}

TEST(ThreadsOfTheEnvironment, GiveTheSameBitsWhereItSaysNothing) { expect_bits_of_one_thread(""); }

TEST(ThreadsOfTheEnvironment, GiveTheSameBitsWhereATeamIsSmallerThanAskedFor) {
  expect_bits_of_one_thread("OMP_NUM_THREADS=8 OMP_THREAD_LIMIT=3", 3);
}

}  // namespace
