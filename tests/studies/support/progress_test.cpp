#include "studies/support/progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace {

using studies::Display;
using studies::Progress;

// A clock that only the test moves, and everything that was written.
struct Screen {
  double now = 0;
  int columns = 100;
  std::string text = {};

  Display log() {
    return {.columns = [this] { return columns; },
            .seconds = [this] { return now; },
            .write = [this](std::string_view part) { text += part; }};
  }
  Display bar() {
    Display display = log();
    display.bar = true;
    return display;
  }
  // What was written since the last call.
  std::string take() { return std::exchange(text, {}); }
};

TEST(ProgressInALog, WritesALineAtEveryTenthOfTheWork) {
  Screen screen;
  Progress progress("train tanh", "updates", 6000, 0, screen.log());
  for (int done = 1; done <= 1200; ++done) {
    screen.now += 0.01;
    progress.update(done, "error 83.1 %");
  }
  EXPECT_EQ(screen.take(),
            "train tanh: 10 % (600/6,000 updates, 100/s, 0:54 left) error 83.1 %\n"
            "train tanh: 20 % (1,200/6,000 updates, 100/s, 0:48 left) error 83.1 %\n");
}

TEST(ProgressInALog, WritesALineWhenThirtySecondsHavePassedWithoutOne) {
  Screen screen;
  Progress progress("train tanh", "updates", 1000000, 0, screen.log());
  screen.now = 29;
  progress.update(290);
  EXPECT_EQ(screen.take(), "");
  screen.now = 30;
  progress.update(300);
  EXPECT_EQ(screen.take(), "train tanh: 0 % (300/1,000,000 updates, 10.0/s, 27:46:10 left)\n");
}

TEST(ProgressInALog, EndsWithALineThatStays) {
  Screen screen;
  Progress progress("train tanh", "updates", 6000, 0, screen.log());
  screen.now = 75;
  progress.finish("error 61.2 %");
  EXPECT_EQ(screen.take(), "train tanh  0 updates in 1:15  error 61.2 %\n");
}

TEST(ProgressInALog, CountsOnlyTheWorkOfThisProcessAfterAResume) {
  Screen screen;
  Progress progress("train tanh", "updates", 6000, 4000, screen.log());
  screen.now = 10;
  progress.update(6000);
  EXPECT_EQ(screen.take(), "train tanh: 100 % (6,000/6,000 updates, 200/s, 0:00 left)\n");
  progress.finish();
  EXPECT_EQ(screen.take(), "train tanh  2,000 updates in 0:10\n");
}

TEST(ProgressInALog, HoldsNoEscapeSequence) {
  Screen screen;
  Progress progress("train tanh", "updates", 10, 0, screen.log());
  progress.update(10);
  progress.finish();
  EXPECT_EQ(screen.text.find('\x1b'), std::string::npos);
  EXPECT_EQ(screen.text.find('\r'), std::string::npos);
}

TEST(ProgressBar, ShowsShareCountRateTimeLeftAndStatus) {
  Screen screen;
  Progress progress("train tanh", "updates", 6000, 0, screen.bar());
  screen.take();
  screen.now = 10;
  progress.update(3000, "error 71.3 %");
  EXPECT_EQ(screen.take(),
            "\rtrain tanh [#############..............]  50 %  3,000/6,000 updates  300/s  0:10 "
            "left  error 71.3 %\x1b[K");
}

TEST(ProgressBar, IsDrawnAtMostTenTimesASecond) {
  Screen screen;
  Progress progress("train", "updates", 1000, 0, screen.bar());
  screen.take();
  int drawings = 0;
  for (int done = 1; done <= 1000; ++done) {
    screen.now += 0.001;
    progress.update(done);
    drawings += screen.take().empty() ? 0 : 1;
  }
  EXPECT_GE(drawings, 9);
  EXPECT_LE(drawings, 10);
}

TEST(ProgressBar, NeverFillsTheLineItHasToRedraw) {
  for (int columns = 1; columns <= 120; ++columns) {
    Screen screen;
    screen.columns = columns;
    Progress progress("train tanh", "updates", 6000, 0, screen.bar());
    screen.now = 10;
    screen.take();
    progress.update(3000, "error 71.3 %");
    const std::string drawn = screen.take();
    const std::size_t letters = drawn.size() - std::string_view("\r\x1b[K").size();
    EXPECT_LT(letters, static_cast<std::size_t>(columns)) << drawn;
  }
}

TEST(ProgressBar, CountsBoxDrawingLettersAsOneColumnEach) {
  Screen screen;
  screen.columns = 60;
  Display display = screen.bar();
  display.unicode = true;
  Progress progress("run", "steps", 4, 0, display);
  screen.take();
  screen.now = 1;
  progress.update(2);
  EXPECT_EQ(screen.take(), "\rrun ━━━━━━━━╸────────  50 %  2/4 steps  2.00/s  0:01 left\x1b[K");
}

TEST(ProgressBar, GivesWayToALineThatStays) {
  Screen screen;
  Progress progress("train tanh", "updates", 6000, 0, screen.bar());
  screen.now = 19;
  progress.update(6000);
  screen.take();
  progress.finish("error 61.2 %");
  EXPECT_EQ(screen.take(), "\r\x1b[Ktrain tanh  6,000 updates in 0:19  error 61.2 %\n");
}

TEST(ProgressBar, IsLeftStandingWhenTheRunBreaksOff) {
  Screen screen;
  {
    Progress progress("train tanh", "updates", 6000, 0, screen.bar());
    screen.take();
  }
  EXPECT_EQ(screen.take(), "\n");
}

TEST(ProgressBar, UsesColourOnlyWhereItMay) {
  Screen screen;
  Display display = screen.bar();
  display.colour = true;
  Progress progress("train tanh", "updates", 6000, 0, display);
  EXPECT_NE(screen.take().find("\x1b[1mtrain tanh"), std::string::npos);
}

TEST(ProgressText, WritesTimesAsAClock) {
  EXPECT_EQ(studies::clock_text(0), "0:00");
  EXPECT_EQ(studies::clock_text(7.4), "0:07");
  EXPECT_EQ(studies::clock_text(750), "12:30");
  EXPECT_EQ(studies::clock_text(7500), "2:05:00");
}

TEST(ProgressText, CountsOneInTheSingular) {
  EXPECT_EQ(studies::counted(0, "networks"), "0 networks");
  EXPECT_EQ(studies::counted(1, "networks"), "1 network");
  EXPECT_EQ(studies::counted(2500, "core seconds"), "2,500 core seconds");
}

TEST(ProgressText, GroupsDigitsByThousands) {
  EXPECT_EQ(studies::grouped(0), "0");
  EXPECT_EQ(studies::grouped(999), "999");
  EXPECT_EQ(studies::grouped(1000), "1,000");
  EXPECT_EQ(studies::grouped(25000000), "25,000,000");
}

// A terminal of its own, and the variables that say how it is to be written to.
class Terminal : public testing::Test {
 protected:
  void SetUp() override {
    terminal_ = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal_ < 0) GTEST_SKIP() << "no pseudo-terminal here";
    for (const char* variable : {"CI", "NO_COLOR"}) set(variable, "");
    set("TERM", "xterm");
  }
  void TearDown() override {
    if (terminal_ >= 0) ::close(terminal_);
    for (const auto& [variable, value] : before_)
      value ? ::setenv(variable.c_str(), value->c_str(), 1) : ::unsetenv(variable.c_str());
  }
  void set(const char* variable, const char* value) {
    const char* before = std::getenv(variable);
    before_.try_emplace(variable, before ? std::optional<std::string>(before) : std::nullopt);
    ::setenv(variable, value, 1);
  }
  Display display() const { return studies::terminal_display(terminal_); }

  int terminal_ = -1;

 private:
  std::map<std::string, std::optional<std::string>> before_;
};

TEST_F(Terminal, HasABarInColourUnlessSomebodySaysNo) {
  EXPECT_TRUE(display().bar && display().colour);
  set("NO_COLOR", "1");
  EXPECT_TRUE(display().bar && !display().colour);
  set("NO_COLOR", "");
  for (const auto& [variable, value] : {std::pair{"TERM", "dumb"}, std::pair{"CI", "true"}}) {
    set(variable, value);
    EXPECT_FALSE(display().bar || display().colour) << variable;
  }
}

TEST_F(Terminal, IsAskedForItsWidth) {
  EXPECT_EQ(display().columns(), 80);
  const winsize size{.ws_row = 10, .ws_col = 133, .ws_xpixel = 0, .ws_ypixel = 0};
  ASSERT_EQ(::ioctl(terminal_, TIOCSWINSZ, &size), 0);
  EXPECT_EQ(display().columns(), 133);
}

TEST(StandardStreams, TellWhatIsInTheWayOfAText) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  EXPECT_EQ(studies::write_to(full, "text"), std::errc::no_space_on_device);
  ::close(full);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  EXPECT_FALSE(studies::write_to(ends[1], "text"));
  ::close(ends[0]);
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(studies::write_to(ends[1], "text"), std::errc::broken_pipe);
  std::signal(SIGPIPE, before);
  ::close(ends[1]);
}

TEST(TerminalDisplay, OfAFileIsALogWithoutColour) {
  const int file = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const Display display = studies::terminal_display(file);
  EXPECT_FALSE(display.bar || display.colour);
  EXPECT_EQ(display.columns(), 80);
  ::close(file);
}

}  // namespace
