#include "tensor/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "tensor/error.h"
#include "tests/support/expect_error.h"
#include "tests/support/thread_count.h"

namespace gradflow {
namespace {

using testing::ThreadCount;

TEST(SetThreads, SaysHowManyALoopMayUse) {
  const int by_default = threads();
  EXPECT_GE(by_default, 1);
  {
    const ThreadCount three(3);
    EXPECT_EQ(threads(), 3);
  }
  EXPECT_EQ(threads(), by_default);
  testing::expect_error<ArgumentError>(
      [] { set_threads(-1); }, "set_threads: -1 is negative; 0 leaves the choice to OpenMP");
}

TEST(ForPieces, RunsEveryPieceOnce) {
  for (const int team : {1, 2, 3}) {
    const ThreadCount guard(team);
    for (const std::int64_t pieces : {0, 1, 2, 3, 7, 100}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(pieces));
      for_pieces(pieces,
                 [&](std::int64_t piece) noexcept { ++runs[static_cast<std::size_t>(piece)]; });
      for (const auto& count : runs) EXPECT_EQ(count, 1);
    }
  }
}

TEST(ForPieces, FormsATeamNoLargerThanThePieces) {
  const ThreadCount guard(3);
  for_pieces(2, [](std::int64_t) noexcept {});
  EXPECT_EQ(last_team_size(), 2);
  for_pieces(50, [](std::int64_t) noexcept {});
  EXPECT_EQ(last_team_size(), 3);
  testing::forget_last_team();
  EXPECT_EQ(last_team_size(), 1);
}

TEST(ForPieces, KeepsTheSamePiecesOnTheSameThreads) {
  const ThreadCount guard(3);
  const auto where = [] {
    std::vector<std::thread::id> ran(30);
    for_pieces(30, [&](std::int64_t piece) noexcept {
      ran[static_cast<std::size_t>(piece)] = std::this_thread::get_id();
    });
    return ran;
  };
  EXPECT_EQ(where(), where());
}

TEST(ForRanges, CoversTheCountInOrderWithoutOverlap) {
  for (const int team : {1, 3}) {
    const ThreadCount guard(team);
    for (const std::int64_t grain : {1, 7, 64})
      for (std::int64_t count = 0; count < 300; ++count) {
        std::vector<std::atomic<int>> seen(static_cast<std::size_t>(count));
        for_ranges(count, grain, [&](std::int64_t begin, std::int64_t end) noexcept {
          for (std::int64_t i = begin; i < end; ++i) ++seen[static_cast<std::size_t>(i)];
        });
        for (const auto& times : seen) ASSERT_EQ(times, 1) << count << " by " << grain;
      }
  }
}

TEST(ForRanges, CutsByTheGrainAndNeverByTheTeam) {
  const auto cuts = [](int team) {
    const ThreadCount guard(team);
    std::vector<std::atomic<std::int64_t>> ends(1000);
    for_ranges(1000, 90, [&](std::int64_t begin, std::int64_t end) noexcept {
      ends[static_cast<std::size_t>(begin)] = end;
    });
    return std::vector<std::int64_t>(ends.begin(), ends.end());
  };
  EXPECT_EQ(cuts(1), cuts(2));
  EXPECT_EQ(cuts(1), cuts(3));
}

TEST(ForRanges, OfLessThanTwiceTheGrainIsOnePlainCall) {
  if (detail::kSharesSmallWork) GTEST_SKIP() << "this build shares small work out, too";
  const ThreadCount guard(3);
  int calls = 0;
  std::thread::id ran;
  for_ranges(199, 100, [&](std::int64_t begin, std::int64_t end) {
    ++calls;
    ran = std::this_thread::get_id();
    EXPECT_EQ(begin, 0);
    EXPECT_EQ(end, 199);
  });
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(ran, std::this_thread::get_id());
}

TEST(ForRanges, InsideAnotherLoopRunsOnItsOwnThread) {
  const ThreadCount guard(2);
  std::atomic<int> inner{0}, strayed{0};
  for_pieces(4, [&](std::int64_t) noexcept {
    const auto self = std::this_thread::get_id();
    for_ranges(100, 10, [&](std::int64_t begin, std::int64_t end) noexcept {
      inner += static_cast<int>(end - begin);
      if (std::this_thread::get_id() != self) ++strayed;
    });
  });
  EXPECT_EQ(inner, 400);
  EXPECT_EQ(strayed, 0);
  EXPECT_EQ(last_team_size(), 2);
}

}  // namespace
}  // namespace gradflow
