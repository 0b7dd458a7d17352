#include "tests/differential/report.h"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/differential/conventions.h"
#include "tests/differential/report_file.h"

namespace gradflow::differential {

namespace {

std::map<std::string, Measured, std::less<>>& all_measured() {
  static std::map<std::string, Measured, std::less<>> all;
  return all;
}

std::string line_of(const Row& row, const Measured& of) {
  return fmt::format("| {} | {} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {} | {} | {} |\n", row.name,
                     of.trials, of.float32, of.their_float32, of.float64, of.special, of.wide,
                     of.beyond_the_range, of.exempt);
}

std::string reasons() {
  std::string text;
  for (const WiderBounds& wider : wider_bounds())
    text += fmt::format("- `{}`, a wider bound: {}\n", wider.row, wider.reason);
  for (const Convention& convention : conventions())
    text +=
        fmt::format("- `{}`, {}: {}\n", fmt::join(convention.rows, "`, `"),
                    convention.part == Part::output ? "output" : "gradients", convention.reason);
  for (const Refusal& refusal : refusals())
    text += fmt::format("- `{}`, empty inputs: {}\n", refusal.row, refusal.reason);
  return text;
}

constexpr std::string_view kOpening =
    "# Every op beside libtorch\n\n"
    "The worst errors, in units of epsilon: ours beside libtorch's float64, in both types, "
    "libtorch's own float32 beside the same, and ours of special values beside its float32. Then "
    "elements of special values that only its float64 confirms, elements of sums that leave the "
    "range of float32 on one side alone, and those that differ by convention.\n";
constexpr std::string_view kHeader =
    "| row | trials | float32 | theirs | float64 | special | by float64 | beyond the range | by "
    "convention |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";

std::string table() {
  std::string lines;
  Measured total;
  for (const Row& row : testing::catalogue()) {
    const auto found = all_measured().find(row.name);
    if (found == all_measured().end()) continue;
    lines += line_of(row, found->second);
    total.trials += found->second.trials;
    total.refused += found->second.refused;
  }
  return fmt::format("{}\n{} trials; libtorch refuses {} empty inputs more.\n\n{}{}\n{}", kOpening,
                     total.trials, total.refused, kHeader, lines, reasons());
}

class AtTheEnd : public ::testing::Environment {
 public:
  void TearDown() override {
    if (all_measured().empty()) return;
    write_report(ReportPart::ops, table());
  }
};

const ::testing::Environment* const kAtTheEnd =
    ::testing::AddGlobalTestEnvironment(new AtTheEnd);  // googletest deletes it

}  // namespace

Measured& measured(std::string_view row) { return all_measured()[std::string(row)]; }

}  // namespace gradflow::differential
