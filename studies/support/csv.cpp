#include "studies/support/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>

#include "studies/support/files.h"
#include "tensor/error.h"

namespace studies {
namespace {

using gradflow::require;

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = line.find(',');
    parts.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    line.remove_prefix(comma + 1);
  }
}

// Cuts the first line off `text`, without its end, be it \n or \r\n.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

double parse_number(std::string_view text, std::string_view source, std::size_t line,
                    std::string_view column) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  require<gradflow::FileError>(error == std::errc() && end == text.data() + text.size(),
                               "read_csv: '{}' line {}, column '{}': '{}' is not a number", source,
                               line, column, text);
  return value;
}

}  // namespace

Cell::Cell(float value) : value_(static_cast<double>(value)) {
  char digits[32];
  const auto end = fmt::format_to_n(digits, sizeof digits, "{}", value).out;
  std::from_chars(digits, end, value_);
}

Table::Table(std::vector<std::string> columns, std::string_view source)
    : columns_(std::move(columns)), source_(source.empty() ? "" : fmt::format(" '{}'", source)) {
  require(!columns_.empty(), "Table{}: no column names; a table has at least one column", source_);
  for (auto name = columns_.begin(); name != columns_.end(); ++name) {
    require(
        !name->empty() && name->find_first_of(",\"\r\n") == std::string::npos,
        "Table{}: '{}' cannot be a column name: it must have letters, and no comma, quote or line "
        "break",
        source_, *name);
    require(std::find(columns_.begin(), name, *name) == name,
            "Table{}: two columns are called '{}'", source_, *name);
  }
}

void Table::add_row(std::span<const Cell> row) {
  require<gradflow::ShapeError>(row.size() == columns_.size(),
                                "Table::add_row: {} values, expected {}, one for each of {}",
                                row.size(), columns_.size(), fmt::join(columns_, ", "));
  std::transform(row.begin(), row.end(), std::back_inserter(cells_),
                 [](const Cell& cell) { return cell.value(); });
}

void Table::drop_rows_above(std::string_view column, double value) {
  const std::size_t index = index_of(column);
  const std::size_t width = columns_.size();
  std::vector<double> kept;
  for (std::size_t at = 0; at < cells_.size(); at += width) {
    if (cells_[at + index] > value) continue;
    kept.insert(kept.end(), cells_.begin() + static_cast<std::ptrdiff_t>(at),
                cells_.begin() + static_cast<std::ptrdiff_t>(at + width));
  }
  cells_ = std::move(kept);
}

bool Table::has_column(std::string_view name) const {
  return std::find(columns_.begin(), columns_.end(), name) != columns_.end();
}

std::size_t Table::index_of(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  require(found != columns_.end(), "Table{}: no column '{}'; the columns are {}", source_, name,
          fmt::join(columns_, ", "));
  return static_cast<std::size_t>(found - columns_.begin());
}

std::vector<double> Table::column(std::string_view name) const {
  const std::size_t index = index_of(name);
  std::vector<double> values;
  values.reserve(rows());
  for (std::size_t at = index; at < cells_.size(); at += columns_.size())
    values.push_back(cells_[at]);
  return values;
}

double Table::at(std::size_t row, std::string_view column) const {
  const std::size_t index = index_of(column);
  require(row < rows(), "Table::at{}: row {} of column '{}', expected a row below {}", source_, row,
          column, rows());
  return cells_[row * columns_.size() + index];
}

double Table::last(std::string_view column) const {
  require(rows() > 0, "Table::last{}: column '{}' of a table without rows", source_, column);
  return at(rows() - 1, column);
}

std::string csv_text(const Table& table) {
  std::string text = fmt::format("{}\n", fmt::join(table.columns(), ","));
  std::vector<std::vector<double>> columns;
  for (const std::string& name : table.columns()) columns.push_back(table.column(name));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      fmt::format_to(std::back_inserter(text), "{}{}", i == 0 ? "" : ",", columns[i][row]);
    text.push_back('\n');
  }
  return text;
}

Table parse_csv(std::string_view text, std::string_view source) {
  const std::string_view header = take_line(text);
  require<gradflow::FileError>(!header.empty(), "read_csv: '{}' line 1: expected a header line",
                               source);
  const std::vector<std::string_view> names = split(header);
  Table table({names.begin(), names.end()}, source);
  std::vector<Cell> row;
  for (std::size_t number = 2; !text.empty(); ++number) {
    const std::vector<std::string_view> parts = split(take_line(text));
    require<gradflow::FileError>(parts.size() == names.size(),
                                 "read_csv: '{}' line {} has {} values, expected {}", source,
                                 number, parts.size(), names.size());
    row.clear();
    for (std::size_t i = 0; i < parts.size(); ++i)
      row.emplace_back(parse_number(parts[i], source, number, names[i]));
    table.add_row(std::span<const Cell>(row));
  }
  return table;
}

std::uint64_t count_of(double value) {
  constexpr double kMost = 9007199254740992;  // 2^53
  require<gradflow::FileError>(value >= 0 && value <= kMost && value == std::floor(value),
                               "a table has {} where a count is expected", value);
  return static_cast<std::uint64_t>(value);
}

void write_csv(const std::filesystem::path& path, const Table& table) {
  write_file(path, csv_text(table));
}

Table read_csv(const std::filesystem::path& path) {
  return parse_csv(read_file(path), path.string());
}

}  // namespace studies
