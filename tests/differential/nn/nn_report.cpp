#include "tests/differential/nn/nn_report.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "tests/differential/report_file.h"

namespace gradflow::differential {

namespace {

template <class Of>
struct Entry {
  std::string section, row;
  Of of;
};
// References to entries stay.
template <class Of>
std::deque<Entry<Of>>& entries() {
  static std::deque<Entry<Of>> all;
  return all;
}

template <class Of>
Of& entry(std::string_view section, std::string_view row) {
  for (Entry<Of>& one : entries<Of>())
    if (one.section == section && one.row == row) return one.of;
  return entries<Of>().emplace_back(Entry<Of>{std::string(section), std::string(row), {}}).of;
}

std::vector<std::string>& remarks() {
  static std::vector<std::string> all;
  return all;
}

std::string cell(std::optional<double> number) {
  return number ? fmt::format("{:.2f}", *number) : "";
}

std::string agreement_table(std::string_view section) {
  std::string lines;
  for (const Entry<Agreement>& one : entries<Agreement>())
    if (one.section == section)
      lines += fmt::format("| {} | {} | {} | {} | {} |\n", one.row, one.of.trials,
                           cell(one.of.float32), cell(one.of.their_float32), cell(one.of.float64));
  if (lines.empty()) return "";
  return fmt::format(
      "\n## {}\n\n| row | trials | float32 | theirs | float64 |\n"
      "| --- | ---: | ---: | ---: | ---: |\n{}",
      section, lines);
}

std::string likeness_table() {
  std::string text;
  for (const auto& [section, row, of] : entries<Likeness>())
    text += fmt::format("| {} | {} | {:.2f} | {:.2f} | {:.2f} | {} |\n", row, of.trials,
                        of.distance, of.mean, of.variance, cell(of.ends));
  if (text.empty()) return "";
  return "\n## Initialisers\n\nThe largest differences between 200,000 values of ours and of "
         "libtorch's, as shares of limits that such samples pass once in 10⁹ times.\n\n"
         "| row | trials | Kolmogorov-Smirnov | mean | variance | ends |\n"
         "| --- | ---: | ---: | ---: | ---: | ---: |\n" +
         text;
}

class NnReportAtTheEnd : public ::testing::Environment {
 public:
  void TearDown() override {
    std::string text = agreement_table("Layers") + agreement_table("Optimisers") + likeness_table();
    if (text.empty()) return;
    text = fmt::format(
        "{}\nThe worst errors, in units of epsilon: ours beside libtorch's float64, in both types, "
        "and libtorch's own float32 beside the same.\n{}",
        kHeadingOfNn, text);
    if (!remarks().empty()) text += "\n";
    for (const std::string& line : remarks()) text += fmt::format("- {}\n", line);
    write_report(ReportPart::nn, text);
  }
};

const ::testing::Environment* const kNnReportAtTheEnd =
    ::testing::AddGlobalTestEnvironment(new NnReportAtTheEnd);  // googletest deletes it

}  // namespace

void Agreement::note(Precision precision, double ours) {
  std::optional<double>& worst = precision == Precision::float32 ? float32 : float64;
  worst = std::max(worst.value_or(0), ours);
}

void Agreement::note_theirs(double error) {
  their_float32 = std::max(their_float32.value_or(0), error);
}

Agreement& agreement(std::string_view section, std::string_view row) {
  return entry<Agreement>(section, row);
}

Likeness& likeness(std::string_view initialiser) { return entry<Likeness>("", initialiser); }

void remark(const std::string& line) { remarks().push_back(line); }

}  // namespace gradflow::differential
