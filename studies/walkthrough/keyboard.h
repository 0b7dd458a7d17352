#pragma once
// Commands of one letter: single keys where standard input is a terminal, else a line each, so that
// a pipe can drive the same program. The terminal is put back as it was when this goes, and before
// a signal ends or stops the program.

#include <optional>
#include <string>
#include <string_view>

namespace walkthrough {

struct Command {
  char key;
  std::string argument;  // what followed the letter
};

class Keyboard {
 public:
  // `with_argument`: the letters that ask for one.
  explicit Keyboard(std::string_view with_argument);
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;
  ~Keyboard();

  // The next command; Enter alone is 'n'. Nothing at the end of the input. A key is echoed.
  std::optional<Command> read();
  bool is_terminal() const { return terminal_; }

 private:
  std::optional<Command> read_key();
  std::optional<Command> read_command_line();

  std::string with_argument_;
  bool terminal_;
};

}  // namespace walkthrough
