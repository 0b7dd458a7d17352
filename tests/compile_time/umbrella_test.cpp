// What a program pays for `#include "nn/gradflow.h"`. The one test that measures time: the limit is
// a promise, and a header that somebody adds far down breaks it without a sign.

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

extern char** environ;

namespace {

constexpr double kLimit = 2.5;
// Both programs are compiled in turn, so that a busy or a throttled machine slows both, and the
// fastest run of each counts. A machine that is busy at first gets more rounds.
constexpr int kRounds = 5, kMostRounds = 25;

std::string write_program(const std::string& name, const std::string& text) {
  const std::string path = std::string(WORK) + "/" + name;
  std::ofstream(path) << text;
  return path;
}

// Seconds of processor time, outside the kernel, that the compiler takes to check the program. The
// flags are those of a user.
double seconds_to_compile(const std::string& program) {
  std::vector<std::string> words{COMPILER, "-std=c++20", "-fsyntax-only", "-I" GRADFLOW_SOURCE_DIR};
  std::istringstream folders(INCLUDE_FOLDERS);
  for (std::string folder; std::getline(folders, folder, ';');)
    if (folder != "-I") words.push_back(folder);
  words.push_back(program);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  pid_t child = 0;
  int status = 0;
  rusage usage{};
  EXPECT_EQ(::posix_spawn(&child, COMPILER, nullptr, nullptr, arguments.data(), environ), 0);
  EXPECT_EQ(::wait4(child, &status, 0, &usage), child);
  EXPECT_EQ(status, 0) << "the compiler refuses " << program;
  return static_cast<double>(usage.ru_utime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
}

TEST(CompileTime, TheUmbrellaHeaderTakesAtMostTwoAndAHalfTimesThatOfThreeStandardOnes) {
  const std::string three = write_program(
      "three_headers.cpp", "#include <memory>\n#include <string>\n#include <vector>\n");
  const std::string umbrella = write_program("umbrella.cpp", "#include \"nn/gradflow.h\"\n");
  double of_three = std::numeric_limits<double>::infinity(), of_umbrella = of_three;
  for (int round = 0; round < kMostRounds; ++round) {
    if (HasFailure() || (round >= kRounds && of_umbrella <= kLimit * of_three)) break;
    of_three = std::min(of_three, seconds_to_compile(three));
    of_umbrella = std::min(of_umbrella, seconds_to_compile(umbrella));
  }
  fmt::print("<memory>, <string>, <vector>: {:.2f} s; nn/gradflow.h: {:.2f} s; ratio {:.2f}\n",
             of_three, of_umbrella, of_umbrella / of_three);
  EXPECT_LE(of_umbrella, kLimit * of_three);
}

}  // namespace
