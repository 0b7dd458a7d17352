#include "studies/support/arguments.h"

#include <boost/program_options.hpp>
#include <string_view>

#include "tensor/error.h"

namespace po = boost::program_options;

namespace studies {
namespace {

void refuse_placeholders(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments)
    for (const char* placeholder :
         {"%canonical_option%", "%original_token%", "%option%", "%prefix%", "%value%"})
      gradflow::require<gradflow::ArgumentError>(argument.find(placeholder) == argument.npos,
                                                 "\"{}\" cannot be understood: it holds {}",
                                                 argument, placeholder);
}

}  // namespace

void read_arguments(const std::vector<std::string>& arguments,
                    const po::options_description& options,
                    const po::positional_options_description& positional,
                    po::variables_map& given) {
  refuse_placeholders(arguments);
  const auto style =
      po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
  po::store(
      po::command_line_parser(arguments).options(options).positional(positional).style(style).run(),
      given);
  po::notify(given);
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:@%,";
  if (!word.empty() && word.find_first_not_of(kPlain) == word.npos) return word;
  std::string text = "'";
  for (const char letter : word) text += letter == '\'' ? "'\\''" : std::string(1, letter);
  return text + "'";
}

}  // namespace studies
