#include "studies/glorot2010/report/figure_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/seeds.h"
#include "studies/support/run_folder.h"
#include "tensor/error.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;

// "train-tanh has one row so far", of a training; nothing when there are two, which make a curve.
std::string too_short(const path& out, const std::string& run, Figured what) {
  if (what == Figured::anything) return "";
  const std::size_t rows =
      has_table(out, run, "errors.csv") ? studies::read_csv(out / run / "errors.csv").rows() : 0;
  return rows < 2 ? fmt::format("{} has {} row so far", run, rows == 1 ? "one" : "no") : "";
}

// Those of the runs that there are with that seed, and that can be drawn.
std::vector<std::string> with_seed(const path& out, std::uint64_t seed,
                                   const std::vector<std::string>& runs, Figured what) {
  std::vector<std::string> found;
  for (const std::string& run : runs) {
    const path folder = seed_folder(out, seed) / run;
    const std::string name = folder.lexically_relative(out).string();
    if (studies::read_manifest(folder) && too_short(out, name, what).empty()) found.push_back(name);
  }
  return found;
}

}  // namespace

std::vector<std::string> FigureRuns::all() const {
  std::vector<std::string> runs = main;
  std::ranges::copy(also, std::back_inserter(runs));
  return runs;
}

FigureRuns runs_to_draw(const path& out, const FigureSpec& spec, Figured what) {
  require_runs(out, spec.runs);
  FigureRuns runs;
  std::vector<std::string> reasons;
  const auto add = [&](const std::string& run, std::vector<std::string>& to) {
    const std::string reason = too_short(out, run, what);
    if (reason.empty())
      to.push_back(run);
    else
      reasons.push_back(reason);
  };
  for (const std::string& run : spec.runs) add(run, runs.main);
  const bool has_all = reasons.empty();
  for (const std::string& run : spec.any_of)
    if (studies::read_manifest(out / run)) add(run, runs.main);
  gradflow::require(!runs.main.empty() || !reasons.empty(),
                    "none of {} has been run; to run them: {}", fmt::join(spec.any_of, ", "),
                    command_for(out, spec.any_of));
  gradflow::require(has_all && !runs.main.empty(), "{}", fmt::join(reasons, "; "));
  for (const std::string& run : spec.also)
    if (studies::read_manifest(out / run) &&
        (spec.only_if.empty() || has_table(out, run, spec.only_if)))
      add(run, runs.also);
  if (!reasons.empty()) runs.note = fmt::format("{}.", fmt::join(reasons, "; "));
  return runs;
}

bool left_out(const path& out, const FigureSpec& spec) {
  const auto has = [&](const std::string& run) { return has_table(out, run, spec.only_if); };
  return !spec.only_if.empty() && std::ranges::none_of(spec.runs, has) &&
         std::ranges::none_of(spec.any_of, has);
}

bool only_beginning(const path& out, const std::vector<std::string>& runs) {
  return std::ranges::any_of(runs, [&](const std::string& run) {
    return has_table(out, run, "errors.csv") &&
           studies::read_csv(out / run / "errors.csv").last("update") < kFlat;
  });
}

std::vector<std::string> with_further_seeds(const path& out, const std::vector<std::string>& runs) {
  std::vector<std::string> found;
  for (const std::uint64_t seed : further_seeds(out))
    std::ranges::move(with_seed(out, seed, runs, Figured::trainings), std::back_inserter(found));
  return found;
}

std::string seeds_list(const std::vector<std::uint64_t>& seeds) {
  return fmt::format("seed{} {}", seeds.size() == 1 ? "" : "s", fmt::join(seeds, ", "));
}

std::string seeds_text(const path& out, const std::vector<std::string>& runs, Figured what,
                       bool drawn) {
  std::vector<std::uint64_t> others = further_seeds(out);
  std::erase_if(others,
                [&](std::uint64_t seed) { return with_seed(out, seed, runs, what).empty(); });
  const std::uint64_t first = studies::read_manifest(out / runs.front()).value().manifest.seed;
  if (others.empty()) return fmt::format("Seed {}.", first);
  return drawn ? fmt::format("Seed {}; thin lines: {}.", first, seeds_list(others))
               : fmt::format("From seed {}; {} recorded too.", first, seeds_list(others));
}

std::string unfinished_text(const path& out, const std::vector<std::string>& runs) {
  std::string text;
  for (const std::string& run : runs) {
    if (studies::read_manifest(out / run).value().finished) continue;
    const std::string so_far =
        has_table(out, run, "errors.csv")
            ? fmt::format(": {} updates so far",
                          updates_text(studies::read_csv(out / run / "errors.csv")))
            : "";
    text += fmt::format("{}{} is not finished{}.", text.empty() ? "" : " ", run, so_far);
  }
  return text;
}

std::vector<std::string> commands_of(const path& out, const std::vector<std::string>& runs) {
  struct Shared {
    std::string before, runs, after;
    bool operator==(const Shared& other) const {
      return before == other.before && after == other.after;
    }
  };
  std::vector<Shared> commands;
  for (const std::string& run : runs) {
    const std::string command = studies::read_manifest(out / run).value().manifest.command;
    const std::string own = " run " + run + " ";
    const std::size_t at = command.find(own);
    const Shared shared = at == command.npos ? Shared{command, "", ""}
                                             : Shared{command.substr(0, at) + " run", " " + run,
                                                      command.substr(at + own.size() - 1)};
    const auto same = std::ranges::find(commands, shared);
    if (same == commands.end())
      commands.push_back(shared);
    else
      same->runs += shared.runs;
  }
  std::vector<std::string> texts;
  for (const Shared& command : commands)
    texts.push_back(command.before + command.runs + command.after);
  return texts;
}

void append_sentence(std::string& text, const std::string& sentence) {
  if (!text.empty() && !sentence.empty()) text += ' ';
  text += sentence;
}

}  // namespace glorot2010
