#pragma once
// What a program of tests has measured: printed at its end and written to the file
// GRADFLOW_DIFFERENTIAL_REPORT, each program's own.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradflow::differential {

struct Table {
  std::string heading, note;         // left out where empty
  std::vector<std::string> columns;  // the first names the row
  std::vector<std::vector<std::string>> rows;
};

struct Report {
  std::string title, opening;
  std::vector<Table> tables;  // those without rows are left out
  std::vector<std::string> remarks;
  std::string summary;  // one line
};

// make() after the last test; no report where no table has a row.
void report_at_the_end(Report (*make)());

// With two decimals.
std::string cell(double number);
std::string cell(std::optional<double> number);

// The largest error, and of which row it is.
struct Worst {
  double error = 0;
  std::string row;

  void note(double other, std::string_view of);
  std::string words() const;  // "4.87 ε (convolution_of_signals)"
};

}  // namespace gradflow::differential
