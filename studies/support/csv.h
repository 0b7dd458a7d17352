#pragma once
// Numeric tables as CSV: a header line of column names, then one line of numbers per row. Every run
// writes its results so, gnuplot draws from them and the report reads them. Numbers are written in
// the fewest digits that give the same value back, in the C locale, whatever the user's is.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace studies {

// One number of a table. A float stands for the shortest decimal that names it, so that 0.1f is
// written as 0.1 and reads back as the same float.
class Cell {
 public:
  Cell(double value) : value_(value) {}  // NOLINT: written as a plain number in rows
  Cell(float value);                     // NOLINT
  template <std::integral Integer>
  Cell(Integer value) : value_(static_cast<double>(value)) {}  // NOLINT
  double value() const { return value_; }

 private:
  double value_;
};

class Table {
 public:
  // Names must be there, differ, and hold no comma, quote or line break. `source` is the file it
  // was read from, for errors.
  explicit Table(std::vector<std::string> columns, std::string_view source = {});

  // Throws gradflow::ShapeError unless there is one cell per column.
  void add_row(std::initializer_list<Cell> row) { add_row(std::span(row.begin(), row.size())); }
  void add_row(std::span<const Cell> row);

  // Drops every row whose `column` is above `value`: what a run redoes after it resumes.
  void drop_rows_above(std::string_view column, double value);

  std::size_t rows() const { return cells_.size() / columns_.size(); }
  const std::vector<std::string>& columns() const { return columns_; }
  bool has_column(std::string_view name) const;

  // Throws gradflow::ArgumentError for a column or a row that is not there.
  std::vector<double> column(std::string_view name) const;
  double at(std::size_t row, std::string_view column) const;
  double last(std::string_view column) const;

 private:
  std::size_t index_of(std::string_view name) const;

  std::vector<std::string> columns_;
  std::vector<double> cells_;  // row after row
  std::string source_;         // as errors name it: " 'FILE'", or empty
};

std::string csv_text(const Table& table);

// `source` names the text in errors: gradflow::FileError with the line, the column and what is
// wrong.
Table parse_csv(std::string_view text, std::string_view source);

void write_csv(const std::filesystem::path& path, const Table& table);
Table read_csv(const std::filesystem::path& path);

// What a table holds as a count, of updates for one. gradflow::FileError unless it is a whole
// number from 0 to 2^53, beyond which doubles leave some out.
std::uint64_t count_of(double value);

}  // namespace studies
