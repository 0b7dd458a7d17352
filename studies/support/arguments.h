#pragma once
// How a program reads its command line with Boost.Program_options, and how such a command line is
// written.

#include <string>
#include <vector>

namespace boost::program_options {
class options_description;
class positional_options_description;
class variables_map;
}  // namespace boost::program_options

namespace studies {

// Options in full, since guessing would take --report for --report-progress; the variables are
// written. Throws Boost's error for what is not understood, and gradflow::ArgumentError for an
// argument that Boost's own messages could not name: they replace placeholders such as %value%
// until none is left, and an argument that holds one is replaced by itself for ever (Boost 1.74).
void read_arguments(const std::vector<std::string>& arguments,
                    const boost::program_options::options_description& options,
                    const boost::program_options::positional_options_description& positional,
                    boost::program_options::variables_map& given);

// As a shell takes it for one word: in quotes where it needs them.
std::string shell_word(const std::string& word);

}  // namespace studies
