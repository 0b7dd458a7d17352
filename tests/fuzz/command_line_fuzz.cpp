// The study's command line: words are the lines of the input.

#include "studies/glorot2010/command_line.h"

#include <string>
#include <vector>

#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

void fuzz(Bytes input) {
  std::vector<std::string> words;
  std::string_view rest = text_of(input);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    words.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::string help;
  const auto options = glorot2010::parse_command_line(words, help);
  promise(options.has_value() == help.empty(), "there are options, or there is help");
}

}  // namespace gradflow::fuzzing
