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
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "studies/support/study_result.h"

namespace studies {

struct StudyOptions {
  std::filesystem::path out;  // of tables, pictures and result.json; there when the body runs
  std::uint64_t seed = 1;
  bool quick = false;    // a run of seconds, to see that it works; its numbers need not be reached
  std::string data_dir;  // "" unless given
  std::map<std::string, std::string, std::less<>> own;  // of the study's own options, those given

  // The text of one of its own options; "" unless given.
  std::string_view of(std::string_view option) const {
    const auto found = own.find(option);
    return found == own.end() ? std::string_view() : std::string_view(found->second);
  }
};

// An option that one study has beside those that all have: "--NAME VALUE_NAME".
struct OwnOption {
  std::string_view name, value_name, about;
};

// Of a fixed one the source says all: it takes no --seed and no --quick, and its seed is 1.
enum class StudyKind : bool { varied, fixed };

struct StudyProgram {
  std::string_view name;
  std::string_view about;  // one sentence for --help
  std::vector<OwnOption> own_options = {};
  StudyKind kind = StudyKind::varied;
};

// `--out DIR`, `--seed N`, `--quick`, `--data-dir DIR` and the study's own options; nothing for
// `--help`, whose text is then in `help`. gradflow::ArgumentError for what is not understood.
std::optional<StudyOptions> parse_study_options(const std::vector<std::string>& arguments,
                                                const StudyProgram& program, std::string& help);

// Parses the options, calls the body, prints what it has measured and writes OUT/result.json.
// Returns the exit status: 0 when every required value is reached (or the run was quick), 1 when
// not or after an error, which goes to standard error, 2 for a wrong command line.
int run_study(int argc, const char* const* argv, const StudyProgram& program,
              const std::function<void(const StudyOptions&, StudyResult&)>& body);

}  // namespace studies
