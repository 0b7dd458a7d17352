#include "nn/data/csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <locale>
#include <optional>
#include <sstream>
#include <string_view>

#include "nn/files/input_file.h"
#include "tensor/error.h"

namespace gradflow::data {

namespace {

constexpr std::string_view kReadCsv = "read_csv";

using nn::InputFile;
using Fields = std::vector<std::string>;

// Cuts the text into records, fields of which may hold separators and ends of lines in quotes.
class Records {
 public:
  Records(InputFile& file, char separator) : file_(file), separator_(separator) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    fill();
    if (std::string_view(buffer_.data(), filled_).starts_with(kByteOrderMark))
      next_ += kByteOrderMark.size();
  }

  // The fields of the next record that is no empty line; false at the end of the file.
  bool next(Fields& fields) {
    do {
      line_ = ends_ + 1;
      if (peek() == kEnd) return false;
      fields.assign(1, "");
      is_quoted_ = false;
      while (read_field(fields)) {
        file_.expect(fields.size() < kMostFields, "line {} has more than {} fields", line_,
                     kMostFields);
        fields.emplace_back();
      }
    } while (fields.size() == 1 && fields[0].empty() && !is_quoted_);
    return true;
  }
  std::int64_t line() const { return line_; }  // where that record begins, from 1

 private:
  static constexpr int kEnd = -1;
  static constexpr std::size_t kMostFields = std::size_t{1} << 20;

  void fill() {
    filled_ = file_.read(buffer_.data(), buffer_.size());
    next_ = 0;
  }
  int peek() {
    if (next_ == filled_) fill();
    return next_ < filled_ ? static_cast<unsigned char>(buffer_[next_]) : kEnd;
  }
  int get() {
    const int character = peek();
    if (character != kEnd) ++next_;
    if (character == '\n') ++ends_;
    return character;
  }

  // Whether another field follows in this record.
  bool read_field(Fields& fields) {
    std::string& field = fields.back();
    const bool quoted = peek() == '"';
    is_quoted_ = is_quoted_ || quoted;
    if (quoted) read_quoted(field, fields.size());
    while (true) {
      const int character = get();
      if (character == static_cast<unsigned char>(separator_)) return true;
      if (character == kEnd || character == '\n') return false;
      if (character == '\r' && (peek() == '\n' || peek() == kEnd)) continue;
      file_.expect(!quoted, "line {}, column {}: text follows the closing quote", line_,
                   fields.size());
      field.push_back(static_cast<char>(character));
    }
  }

  void read_quoted(std::string& field, std::size_t column) {
    get();
    while (true) {
      const int character = get();
      file_.expect(character != kEnd, "line {}, column {}: a quote is not closed", line_, column);
      if (character == '"' && peek() != '"') return;
      if (character == '"') get();
      field.push_back(static_cast<char>(character));
    }
  }

  InputFile& file_;
  const char separator_;
  std::array<char, 64 * 1024> buffer_;
  std::size_t next_ = 0, filled_ = 0;
  std::int64_t line_ = 0, ends_ = 0;
  bool is_quoted_ = false;  // a field of this record
};

std::string_view without_spaces(std::string_view text) {
  constexpr std::string_view kSpaces = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

// Of a number that from_chars finds out of range: 0 with its sign, if it is too small. Through a
// stream, since strtod listens to the locale.
double rounded(std::string_view text) {
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  double number = 0;
  stream >> number;
  return number;
}

// The whole text as a number that T holds.
template <class T>
std::optional<T> number_in(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  using Parsed = std::conditional_t<std::is_same_v<T, float>, double, T>;
  Parsed number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size()) return std::nullopt;
  if constexpr (std::is_floating_point_v<T>) {
    if (error == std::errc::result_out_of_range) {
      const double nearest = rounded(text);
      if (nearest == 0) return static_cast<T>(nearest);
    }
  }
  if (error != std::errc()) return std::nullopt;
  const T held = static_cast<T>(number);
  if constexpr (std::is_floating_point_v<T>)
    if (std::isinf(held) && !std::isinf(number)) return std::nullopt;
  return held;
}

template <class T>
Tensor read_rows(const InputFile& file, Records& records, const Csv& csv) {
  std::vector<T> values;
  std::size_t width = csv.columns.size();
  Fields fields;
  while (records.next(fields)) {
    if (width == 0) width = fields.size();
    file.expect(fields.size() == width, "line {} has {} fields; expected {}, as in the first line",
                records.line(), fields.size(), width);
    for (std::size_t column = 0; column < width; ++column) {
      const std::optional<T> number = number_in<T>(without_spaces(fields[column]));
      if (number.has_value()) {
        values.push_back(*number);
        continue;
      }
      const bool names = csv.columns.empty() && values.size() < width;
      file.fail(fmt::format(
          "line {}, column {}{}: \"{}\" is no {} that {} holds{}", records.line(), column + 1,
          csv.columns.empty() ? "" : fmt::format(" (\"{}\")", csv.columns[column]), fields[column],
          std::is_integral_v<T> ? "whole number" : "number", dtype_of<T>(),
          names ? "; are these the names of the columns?" : ""));
    }
  }
  file.expect(!values.empty(), "it has no rows");
  const auto rows = static_cast<std::int64_t>(values.size() / width);
  return Tensor::build<T>({rows, static_cast<std::int64_t>(width)},
                          [&](auto elements) { std::ranges::copy(values, elements.begin()); });
}

}  // namespace

Csv read_csv(const std::string& path, const CsvOptions& options) {
  constexpr std::string_view kNoSeparators = "\"\r\n+-.0123456789aefintyAEFINTY";
  require(
      kNoSeparators.find(options.separator) == std::string_view::npos,
      "{}: the separator is '{}'; expected a character that is in no number, no quote and no end "
      "of a line",
      kReadCsv, options.separator);
  InputFile file(path, kReadCsv);
  Records records(file, options.separator);
  Csv csv;
  if (options.header) file.expect(records.next(csv.columns), "it has no lines");
  csv.values =
      dispatch(options.dtype, [&]<class T>(T) { return read_rows<T>(file, records, csv); });
  return csv;
}

}  // namespace gradflow::data
