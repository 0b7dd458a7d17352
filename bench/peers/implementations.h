#pragma once
// Who is compared, and the settings each gets: those that measured best, stated in the output. The
// variables that steer any of them are first taken out of the environment.

#include <string>
#include <string_view>
#include <vector>

namespace peers {

struct Implementation {
  std::string name;                      // as in the rows
  std::string package;                   // what to install for it; empty for ourselves
  std::vector<std::string_view> works;   // that it does
  std::vector<std::string> environment;  // NAME=value
  std::string how;                       // what it is made of, in a few words
  std::string program = "";              // its file; empty when it was not built
};

// Ours first. A library that picks its kernels by the name of the processor is told to take those
// for AVX-512 where the processor has it: the names it knows are older than the processor.
// `folder` is where their programs are.
std::vector<Implementation> implementations(const std::string& folder);

// What to execute: env, the settings, the program, the request.
std::vector<std::string> command_of(const Implementation& implementation, const std::string& work,
                                    const std::string& shape, int threads, double seconds);

}  // namespace peers
