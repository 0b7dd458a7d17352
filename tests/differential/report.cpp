#include "tests/differential/report.h"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace gradflow::differential {

namespace {

std::string line_of_cells(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string text_of(const Table& table) {
  std::string text = "\n";
  if (!table.heading.empty()) text += fmt::format("## {}\n\n", table.heading);
  if (!table.note.empty()) text += fmt::format("{}\n\n", table.note);
  std::vector<std::string> rule(table.columns.size(), "---:");
  rule.front() = "---";
  text += line_of_cells(table.columns) + line_of_cells(rule);
  for (const auto& row : table.rows) text += line_of_cells(row);
  return text;
}

std::string text_of(const Report& report) {
  std::string text =
      fmt::format("# {}\n\n{}\n\n{}\n", report.title, report.summary, report.opening);
  for (const Table& table : report.tables)
    if (!table.rows.empty()) text += text_of(table);
  if (!report.remarks.empty()) text += "\n";
  for (const std::string& remark : report.remarks) text += fmt::format("- {}\n", remark);
  return text;
}

class AtTheEnd : public ::testing::Environment {
 public:
  explicit AtTheEnd(Report (*make)()) : make_(make) {}

  void TearDown() override {
    const Report report = make_();
    if (std::all_of(report.tables.begin(), report.tables.end(),
                    [](const Table& table) { return table.rows.empty(); }))
      return;
    const std::string text = text_of(report);
    std::ofstream file(GRADFLOW_DIFFERENTIAL_REPORT);
    file << text << std::flush;
    EXPECT_TRUE(file.good()) << "cannot write " << GRADFLOW_DIFFERENTIAL_REPORT;
    fmt::print("{}\n{}\nThis report is in {}\n", text, report.summary,
               GRADFLOW_DIFFERENTIAL_REPORT);
  }

 private:
  Report (*make_)();
};

}  // namespace

void report_at_the_end(Report (*make)()) {
  ::testing::AddGlobalTestEnvironment(new AtTheEnd(make));  // googletest deletes it
}

std::string cell(double number) { return fmt::format("{:.2f}", number); }
std::string cell(std::optional<double> number) { return number ? cell(*number) : ""; }

void Worst::note(double other, std::string_view of) {
  if (other > error) *this = {other, std::string(of)};
}

std::string Worst::words() const { return fmt::format("{:.2f} ε ({})", error, row); }

}  // namespace gradflow::differential
