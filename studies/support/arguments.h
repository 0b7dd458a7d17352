#pragma once
// A guard before Boost.Program_options, for programs that read their command lines with it, and how
// such a command line is written.

#include <string>
#include <vector>

namespace studies {

// gradflow::ArgumentError for an argument that Boost's own error messages could not name: they
// replace placeholders such as %value% until none is left, and an argument that holds one is
// replaced by itself for ever (Boost 1.74).
void refuse_placeholders(const std::vector<std::string>& arguments);

// As a shell takes it for one word: in quotes where it needs them.
std::string shell_word(const std::string& word);

}  // namespace studies
