#include "studies/support/arguments.h"

#include <string_view>

#include "tensor/error.h"

namespace studies {

void refuse_placeholders(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments)
    for (const char* placeholder :
         {"%canonical_option%", "%original_token%", "%option%", "%prefix%", "%value%"})
      gradflow::require<gradflow::ArgumentError>(argument.find(placeholder) == argument.npos,
                                                 "\"{}\" cannot be understood: it holds {}",
                                                 argument, placeholder);
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
