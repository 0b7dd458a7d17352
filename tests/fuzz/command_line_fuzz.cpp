// The command lines of the large study and of a small one: words are the lines of the input.

#include "studies/glorot2010/command_line.h"

#include <string>
#include <vector>

#include "studies/support/study_program.h"
#include "tensor/error.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

namespace {

void parse_for_a_small_study(const std::vector<std::string>& words) {
  const studies::StudyProgram program{
      .name = "sample", .about = "A sample.", .own_options = {{"steps", "N", "of training"}}};
  std::string help;
  try {
    const auto options = studies::parse_study_options(words, program, help);
    promise(options.has_value() == help.empty(), "there are options, or there is help");
  } catch (const Error&) {
  }
}

}  // namespace

void fuzz(Bytes input) {
  std::vector<std::string> words;
  std::string_view rest = text_of(input);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    words.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  parse_for_a_small_study(words);
  std::string help;
  const auto options = glorot2010::parse_command_line(words, help);
  promise(options.has_value() == help.empty(), "there are options, or there is help");
}

}  // namespace gradflow::fuzzing
