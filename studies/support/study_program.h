#pragma once
// The frame of a small study's program: its command line, result.json, and errors as sentences.
//
//   int main(int argc, char** argv) {
//     return studies::run_study(argc, argv, {.name = "why_nonlinear", .about = "…"},
//                               [](const StudyOptions& options, StudyResult& result) { … });
//   }

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "studies/support/study_result.h"

namespace studies {

struct StudyOptions {
  std::filesystem::path out;  // of tables, pictures and result.json; there when the body runs
  std::uint64_t seed = 1;
  bool quick = false;    // a run of seconds, to see that it works; its numbers need not be reached
  std::string data_dir;  // "" unless given
};

struct StudyProgram {
  std::string_view name;
  std::string_view about;  // one sentence for --help
};

// Parses `--out DIR`, `--seed N`, `--quick`, `--data-dir DIR`, calls the body, prints what it has
// measured and writes OUT/result.json. Returns the exit status: 0 when every required value is
// reached (or the run was quick), 1 when not or after an error, which goes to standard error, 2 for
// a wrong command line.
int run_study(int argc, const char* const* argv, const StudyProgram& program,
              const std::function<void(const StudyOptions&, StudyResult&)>& body);

}  // namespace studies
