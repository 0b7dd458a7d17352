#include "studies/support/study_program.h"

#include <fmt/core.h>
#include <unistd.h>

#include <boost/program_options.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <sstream>
#include <system_error>

#include "studies/support/arguments.h"
#include "studies/support/files.h"
#include "studies/support/progress.h"
#include "tensor/error.h"

namespace studies {
namespace {

namespace po = boost::program_options;

constexpr int kWrongCommandLine = 2;

po::options_description described(StudyOptions& options, std::int64_t& seed,
                                  const StudyProgram& program) {
  po::options_description list("options");
  const std::string out = fmt::format("{}-results", program.name);
  // A path would be read with its quotes taken off, and not beyond a blank.
  list.add_options()("out",
                     po::value<std::string>()->default_value(out)->value_name("DIR")->notifier(
                         [&options](const std::string& text) { options.out = text; }),
                     "folder for tables, pictures and result.json");
  if (program.kind == StudyKind::varied)
    list.add_options()("seed", po::value(&seed)->default_value(1)->value_name("N"),
                       "of everything random");
  list.add_options()("data-dir", po::value(&options.data_dir)->value_name("DIR"),
                     "folder of data files, for studies that read some");
  if (program.kind == StudyKind::varied)
    list.add_options()("quick", po::bool_switch(&options.quick),
                       "a run of seconds, to see that it works; its numbers mean nothing");
  for (const OwnOption& own : program.own_options)
    list.add_options()(std::string(own.name).c_str(),
                       po::value<std::string>()
                           ->value_name(std::string(own.value_name))
                           ->notifier([&options, name = std::string(own.name)](
                                          const std::string& text) { options.own[name] = text; }),
                       std::string(own.about).c_str());
  list.add_options()("help,h", "this text");
  return list;
}

// The command that does it again. The folder it writes to plays no part in the numbers.
std::string command_of(const StudyOptions& options, const StudyProgram& program) {
  std::string command = fmt::format("./run study {}", program.name);
  if (program.kind == StudyKind::varied) command += fmt::format(" --seed {}", options.seed);
  if (options.quick) command += " --quick";
  if (!options.data_dir.empty())
    command += fmt::format(" --data-dir {}", shell_word(options.data_dir));
  for (const auto& [name, text] : options.own)
    command += fmt::format(" --{} {}", name, shell_word(text));
  return command;
}

// A full disk is a fault; that nobody reads any more is none.
void require_written_output() {
  const bool is_written = std::fflush(stdout) == 0 || errno == EPIPE;
  const int error = errno;
  gradflow::require<gradflow::Error>(is_written, "cannot write to standard output: {}",
                                     std::generic_category().message(error));
}

}  // namespace

std::optional<StudyOptions> parse_study_options(const std::vector<std::string>& arguments,
                                                const StudyProgram& program, std::string& help) {
  StudyOptions options;
  std::int64_t seed = 1;  // an unsigned one would take -1 for a large number
  const po::options_description list = described(options, seed, program);
  po::variables_map values;
  try {
    read_arguments(arguments, list, {}, values);
  } catch (const po::error& error) {
    throw gradflow::ArgumentError(error.what());
  }
  if (values.count("help") == 0) {
    gradflow::require(seed >= 0, "--seed {} is negative", seed);
    options.seed = static_cast<std::uint64_t>(seed);
    return options;
  }
  std::ostringstream text;
  text << list;
  help = fmt::format("usage: {} [options]\n\n{}\n\n{}", program.name, program.about, text.str());
  return std::nullopt;
}

int run_study(int argc, const char* const* argv, const StudyProgram& program,
              const std::function<void(const StudyOptions&, StudyResult&)>& body) {
  std::optional<StudyOptions> options;
  std::string help;
  try {
    options = parse_study_options({argv + 1, argv + argc}, program, help);
  } catch (const std::exception& error) {
    write_to(STDERR_FILENO,
             fmt::format("{}: {}; --help lists the options\n", program.name, error.what()));
    return kWrongCommandLine;
  }
  try {
    if (!options) {
      fmt::print("{}", help);
      require_written_output();
      return EXIT_SUCCESS;
    }
    make_folder(options->out);
    StudyResult result(program.name, options->seed, command_of(*options, program));
    body(*options, result);
    result.write(options->out);
    fmt::print("{}\nresults: {}\n", result.text(), (options->out / "result.json").string());
    require_written_output();
    return result.passed() || options->quick ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const std::exception& error) {
    write_to(STDERR_FILENO, fmt::format("{}: {}\n", program.name, error.what()));
    return EXIT_FAILURE;
  }
}

}  // namespace studies
