#include "tests/differential/measured.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <map>
#include <string>
#include <vector>

#include "tests/autograd/gradcheck_catalogue.h"
#include "tests/differential/conventions.h"
#include "tests/differential/report.h"

namespace gradflow::differential {

namespace {

std::map<std::string, Measured, std::less<>>& all_measured() {
  static std::map<std::string, Measured, std::less<>> all;
  return all;
}

constexpr std::string_view kOpening =
    "The worst errors, in units of epsilon: ours beside libtorch's float64, in both types, "
    "libtorch's own float32 beside the same, and ours of special values beside its float32. Then "
    "elements of special values that only its float64 confirms, elements of sums that leave the "
    "range of float32 on one side alone, and those that differ by convention.";

Table table_of_rows() {
  Table table{"",
              "",
              {"row", "trials", "float32", "theirs", "float64", "special", "by float64",
               "beyond the range", "by convention"},
              {}};
  for (const Row& row : testing::catalogue()) {
    const auto found = all_measured().find(row.name);
    if (found == all_measured().end()) continue;
    const Measured& of = found->second;
    table.rows.push_back({std::string(row.name), std::to_string(of.trials), cell(of.float32),
                          cell(of.their_float32), cell(of.float64), cell(of.special),
                          std::to_string(of.wide), std::to_string(of.beyond_the_range),
                          std::to_string(of.exempt)});
  }
  return table;
}

std::vector<std::string> reasons() {
  std::vector<std::string> all;
  for (const WiderBound& wider : wider_bounds())
    all.push_back(fmt::format("`{}`, {} epsilon {}: {}", wider.row, wider.bound,
                              words_of(wider.trials), wider.reason));
  for (const Convention& convention : conventions())
    all.push_back(fmt::format("`{}`, {}: {}", fmt::join(convention.rows, "`, `"),
                              convention.part == Part::output ? "output" : "gradients",
                              convention.reason));
  for (const Refusal& refusal : refusals())
    all.push_back(fmt::format("`{}`, empty inputs: {}", refusal.row, refusal.reason));
  return all;
}

std::string summary_of_ops() {
  int trials = 0, refused = 0;
  Worst ours, theirs;
  std::vector<std::string> left_out;
  for (const auto& [row, of] : all_measured()) {
    trials += of.trials;
    refused += of.refused;
    if (bound_of(row, Trials::float32) > default_bound(Trials::float32)) {
      left_out.push_back(fmt::format("{} {:.2f} and {:.2f}", row, of.float32, of.their_float32));
      continue;
    }
    ours.note(of.float32, row);
    theirs.note(of.their_float32, row);
  }
  return fmt::format(
      "{} inputs of {} rows, and {} empty ones that libtorch refuses; the worst error in float32 "
      "is {}, libtorch's own {}, without the rows of a wider bound there: {}.",
      trials, all_measured().size(), refused, ours.words(), theirs.words(),
      fmt::join(left_out, ", "));
}

Report report_of_ops() {
  return {"Every op beside libtorch",
          std::string(kOpening),
          {table_of_rows()},
          reasons(),
          summary_of_ops()};
}

const bool kReported = (report_at_the_end(report_of_ops), true);

}  // namespace

Measured& measured(std::string_view row) { return all_measured()[std::string(row)]; }

}  // namespace gradflow::differential
