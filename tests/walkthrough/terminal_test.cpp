// The interactive stepper in a terminal: single keys, and a terminal that is left as it was found,
// however the program ends. A pseudo-terminal stands for the real one.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience{60};

class Session {
 public:
  Session() {
    child_ = ::forkpty(&master_, nullptr, nullptr, nullptr);
    if (child_ == 0) {
      ::execl(WALKTHROUGH, "walkthrough", "--interactive", nullptr);
      ::_exit(127);
    }
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    if (!ended_) {
      ::kill(child_, SIGKILL);
      wait();
    }
    ::close(master_);
  }

  void type(const std::string& keys) {
    EXPECT_EQ(::write(master_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  void signal(int number) { EXPECT_EQ(::kill(child_, number), 0); }

  // Whether `text` comes; what came before it is not looked at again.
  ::testing::AssertionResult sees(const std::string& text) {
    for (const auto end = Clock::now() + kPatience; Clock::now() < end;) {
      const std::size_t at = shown_.find(text);
      if (at != std::string::npos) {
        shown_.erase(0, at + text.size());
        return ::testing::AssertionSuccess();
      }
      if (!read_some()) break;
    }
    return ::testing::AssertionFailure() << "\"" << text << "\" does not come; what came is\n"
                                         << shown_;
  }

  // Single keys, without an echo: the settings of the terminal while the stepper reads.
  bool takes_single_keys() const { return (settings() & (ICANON | ECHO)) == 0; }
  bool is_as_it_was() const { return (settings() & (ICANON | ECHO)) == (ICANON | ECHO); }
  ::testing::AssertionResult becomes(bool (Session::*state)() const) const {
    for (const auto end = Clock::now() + kPatience; Clock::now() < end; ::usleep(1000))
      if ((this->*state)()) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "the terminal stays as it is";
  }

  // The status of the child once it has ended.
  int wait() {
    while (read_some(0)) {
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child_, &status, 0), child_);
    ended_ = true;
    return status;
  }

 private:
  tcflag_t settings() const {
    termios now{};
    EXPECT_EQ(::tcgetattr(master_, &now), 0);
    return now.c_lflag;
  }
  bool read_some(int milliseconds = 100) {
    pollfd ready{master_, POLLIN, 0};
    if (::poll(&ready, 1, milliseconds) <= 0) return milliseconds > 0;
    std::array<char, 4096> buffer;
    const ssize_t got = ::read(master_, buffer.data(), buffer.size());
    if (got > 0) shown_.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  int master_ = -1;
  pid_t child_ = -1;
  bool ended_ = false;
  std::string shown_;
};

TEST(InteractiveWalkthrough, TakesSingleKeysAndALabel) {
  Session session;
  ASSERT_TRUE(session.sees("? for help > "));
  EXPECT_TRUE(session.becomes(&Session::takes_single_keys));
  session.type("n");
  EXPECT_TRUE(session.sees("n\r\n#10 cross_entropy \"loss\""));
  EXPECT_TRUE(session.sees("? for help > "));
  session.type("r");
  EXPECT_TRUE(session.becomes(&Session::is_as_it_was));  // a word can be mended
  session.type("z1\n");
  EXPECT_TRUE(session.sees("[next: #7 tanh \"z1\"]"));
  session.type("h");
  EXPECT_TRUE(session.sees("gradient of #7 tanh \"z1\""));
  session.type("\x1b[A");  // the arrow up
  EXPECT_TRUE(session.sees("run the rule of the node whose turn it is"));
  EXPECT_TRUE(session.sees("? for help > "));
  session.type("q");
  const int status = session.wait();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_TRUE(session.is_as_it_was());
}

TEST(InteractiveWalkthrough, EndsAtTheEndOfItsInput) {
  Session session;
  ASSERT_TRUE(session.sees("? for help > "));
  ASSERT_TRUE(session.becomes(&Session::takes_single_keys));
  session.type("\x04");
  const int status = session.wait();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_TRUE(session.is_as_it_was());
}

TEST(InteractiveWalkthrough, LeavesTheTerminalAsItWasWhenASignalEndsIt) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT}) {
    Session session;
    ASSERT_TRUE(session.sees("? for help > "));
    ASSERT_TRUE(session.becomes(&Session::takes_single_keys));
    session.signal(number);
    const int status = session.wait();
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == number) << number;
    EXPECT_TRUE(session.is_as_it_was()) << number;
  }
}

// Nobody stops a process without a shell above it, so here it goes on; a shell would find the
// terminal as it gave it.
TEST(InteractiveWalkthrough, GivesTheTerminalBackWhenItIsToStop) {
  Session session;
  ASSERT_TRUE(session.sees("? for help > "));
  ASSERT_TRUE(session.becomes(&Session::takes_single_keys));
  session.signal(SIGTSTP);
  EXPECT_TRUE(session.becomes(&Session::is_as_it_was));
  session.signal(SIGCONT);
  EXPECT_TRUE(session.becomes(&Session::takes_single_keys));
  session.type("n");
  EXPECT_TRUE(session.sees("#10 cross_entropy \"loss\""));
}

TEST(Walkthrough, FailsWhereItsOutputCannotBeWritten) {
  for (const std::string_view option : {"", "--dot", "--interactive"}) {
    const std::string command =
        fmt::format("echo q | '{}' {} >/dev/full 2>/dev/null", WALKTHROUGH, option);
    EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1) << option;
  }
}

}  // namespace
