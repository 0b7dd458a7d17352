#include "nn/files/npy_header.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace gradflow::nn {

namespace {

// Takes one token of the text after the other, leaving out spaces; each function says whether it
// found what it is for.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool take(std::string_view token) {
    skip_spaces();
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  bool take(std::string& string) {
    skip_spaces();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) return false;
    const std::size_t end = text_.find(text_[0], 1);
    if (end == std::string_view::npos) return false;
    string = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return true;
  }
  bool take(bool& flag) {
    flag = take("True");
    return flag || take("False");
  }
  bool take(std::int64_t& number) {
    skip_spaces();
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
    if (error != std::errc()) return false;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return true;
  }
  // (), (3,), (2, 3)
  bool take(std::vector<std::int64_t>& tuple) {
    if (!take("(")) return false;
    tuple.clear();
    while (!take(")")) {
      if (!take(tuple.emplace_back())) return false;
      if (!take(",")) return tuple.size() > 1 && take(")");
    }
    return true;
  }
  bool at_end() {
    skip_spaces();
    return text_.empty();
  }

 private:
  void skip_spaces() {
    text_.remove_prefix(std::min(text_.find_first_not_of(" \t\n"), text_.size()));
  }

  std::string_view text_;
};

}  // namespace

std::optional<NpyHeader> parse_npy_header(std::string_view text) {
  Cursor cursor(text);
  NpyHeader header;
  int descr = 0, fortran_order = 0, shape = 0;
  if (!cursor.take("{")) return std::nullopt;
  while (!cursor.take("}")) {
    std::string key;
    if (!cursor.take(key) || !cursor.take(":")) return std::nullopt;
    const bool known =
        (key == "descr" && ++descr == 1 && cursor.take(header.descr)) ||
        (key == "fortran_order" && ++fortran_order == 1 && cursor.take(header.fortran_order)) ||
        (key == "shape" && ++shape == 1 && cursor.take(header.shape));
    if (!known) return std::nullopt;
    if (cursor.take(",")) continue;
    if (!cursor.take("}")) return std::nullopt;
    break;
  }
  if (descr + fortran_order + shape != 3 || !cursor.at_end()) return std::nullopt;
  return header;
}

std::string to_string(const NpyHeader& header) {
  std::string shape;
  for (const std::int64_t extent : header.shape)
    shape += fmt::format("{}{}", shape.empty() ? "" : ", ", extent);
  if (header.shape.size() == 1) shape += ",";
  return fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': ({}), }}", header.descr,
                     header.fortran_order ? "True" : "False", shape);
}

}  // namespace gradflow::nn
