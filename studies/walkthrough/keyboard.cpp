#include "studies/walkthrough/keyboard.h"

#include <fmt/core.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>

namespace walkthrough {

namespace {

constexpr char kEndOfInput = 4, kEscape = 27;
constexpr std::array kEnding = {SIGINT,  SIGTERM, SIGHUP, SIGQUIT, SIGPIPE,
                                SIGABRT, SIGSEGV, SIGBUS, SIGFPE,  SIGILL};

// What signal handlers need: they may call tcsetattr, and little else.
termios as_it_was, single_keys;
const termios* volatile chosen = &as_it_was;  // what the program reads with now

// In the background the terminal is somebody else's: to touch it there would stop the program.
void apply(const termios& settings) {
  if (::tcgetpgrp(STDIN_FILENO) == ::getpgrp()) ::tcsetattr(STDIN_FILENO, TCSANOW, &settings);
}

void choose(const termios& settings) {
  chosen = &settings;
  apply(settings);
}

extern "C" void end_in_order(int signal) {
  apply(as_it_was);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

extern "C" void stop_in_order(int) {
  apply(as_it_was);
  std::signal(SIGTSTP, SIG_DFL);
  std::raise(SIGTSTP);  // takes effect when this handler has returned
}

extern "C" void go_on(int) {
  std::signal(SIGTSTP, stop_in_order);
  apply(*chosen);
}

// One byte; -1 at the end of the input. A signal that was handled does not end it.
int next_byte() {
  unsigned char byte = 0;
  ssize_t got = -1;
  do {
    got = ::read(STDIN_FILENO, &byte, 1);
  } while (got < 0 && errno == EINTR);
  return got == 1 ? byte : -1;
}

std::optional<std::string> next_line() {
  std::string line;
  for (int byte = next_byte(); byte != '\n'; byte = next_byte()) {
    if (byte < 0) return line.empty() ? std::nullopt : std::optional(line);
    line += static_cast<char>(byte);
  }
  return line;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The rest of what an arrow or a function key sends: bytes that are there already.
void drop_escape_sequence() {
  for (pollfd more{STDIN_FILENO, POLLIN, 0}; ::poll(&more, 1, 0) > 0;)
    if (next_byte() < 0) return;
}

}  // namespace

Keyboard::Keyboard(std::string_view with_argument)
    : with_argument_(with_argument),
      terminal_(::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &as_it_was) == 0) {
  if (!terminal_) return;
  single_keys = as_it_was;
  single_keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  single_keys.c_cc[VMIN] = 1;
  single_keys.c_cc[VTIME] = 0;
  for (const int signal : kEnding) std::signal(signal, end_in_order);
  std::signal(SIGTSTP, stop_in_order);
  std::signal(SIGCONT, go_on);
  choose(single_keys);
}

Keyboard::~Keyboard() {
  if (!terminal_) return;
  choose(as_it_was);
  for (const int signal : kEnding) std::signal(signal, SIG_DFL);
  std::signal(SIGTSTP, SIG_DFL);
  std::signal(SIGCONT, SIG_DFL);
}

std::optional<Command> Keyboard::read() {
  std::fflush(stdout);
  return terminal_ ? read_key() : read_command_line();
}

std::optional<Command> Keyboard::read_key() {
  const int byte = next_byte();
  if (byte < 0 || byte == kEndOfInput) return std::nullopt;
  if (byte == kEscape) {
    drop_escape_sequence();
    return Command{'?', ""};
  }
  const char key = byte == '\n' || byte == '\r' ? 'n' : static_cast<char>(byte);
  fmt::print("{}", key);
  if (with_argument_.find(key) == std::string::npos) {
    fmt::print("\n");
    return Command{key, ""};
  }
  fmt::print(" ");
  std::fflush(stdout);
  choose(as_it_was);  // to type and mend a word
  std::optional<std::string> line = next_line();
  choose(single_keys);
  if (!line) return std::nullopt;
  return Command{key, trimmed(*line)};
}

std::optional<Command> Keyboard::read_command_line() {
  const std::optional<std::string> line = next_line();
  if (!line) return std::nullopt;
  const std::string text = trimmed(*line);
  fmt::print("{}\n", text);  // as a terminal would have shown it
  if (text.empty()) return Command{'n', ""};
  return Command{text.front(), trimmed(text.substr(1))};
}

}  // namespace walkthrough
