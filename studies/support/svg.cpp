#include "studies/support/svg.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace studies {
namespace {

constexpr std::string_view kFont =
    ".drawing text,.drawing tspan{font-family:system-ui,-apple-system,'Segoe UI',Roboto,"
    "'Helvetica Neue',sans-serif}";

int hex_byte(std::string_view colour, std::size_t at) {
  const auto digit = [](char letter) {
    return letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10;
  };
  return 16 * digit(colour[at]) + digit(colour[at + 1]);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
}

// gnuplot writes 'rgb( 36,  41,  47)' in some places and "rgb(36,41,47)" in others; attribute
// selectors know one spelling.
std::string without_blanks_in_colours(std::string_view svg) {
  std::string text;
  text.reserve(svg.size());
  while (!svg.empty()) {
    const std::size_t start = svg.find("rgb(");
    text.append(svg.substr(0, start));
    if (start == svg.npos) break;
    const std::size_t end = std::min(svg.find(')', start), svg.size());
    for (const char letter : svg.substr(start, end - start))
      if (letter != ' ') text.push_back(letter);
    svg.remove_prefix(end);
  }
  return text;
}

// The line without the blanks at its ends.
std::string_view without_blanks(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == line.npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// A surface comes as thousands of groups of one stroke each, two lines of text:
//   <g A>
//   <path B d='p'/></g>
// Where A and B are those of the group before, p joins the path of that one.
std::string with_joined_strokes(std::string_view svg) {
  constexpr std::string_view kEnd = "'/></g>";
  std::string text, last_head;  // of the group that `text` ends with; empty if it is no such group
  text.reserve(svg.size());
  std::string_view group;
  while (!svg.empty()) {
    const std::size_t end = svg.find('\n');
    const std::string_view line = without_blanks(svg.substr(0, end));
    svg.remove_prefix(end == svg.npos ? svg.size() : end + 1);
    if (line.empty()) continue;
    if (line.starts_with("<g ") && line.find('>') == line.size() - 1) {
      if (!group.empty()) fmt::format_to(std::back_inserter(text), "{}\n", group);
      group = line;
      continue;
    }
    const std::size_t data = line.find(" d='");
    const bool is_stroke = !group.empty() && line.starts_with("<path ") && data != line.npos &&
                           line.ends_with(kEnd) && line.find('<', 1) == line.size() - 4;
    std::string head = is_stroke ? fmt::format("{}\n{}", group, line.substr(0, data)) : "";
    if (is_stroke && head == last_head) {
      text.resize(text.size() - kEnd.size() - 1);
      fmt::format_to(std::back_inserter(text), "{}\n", line.substr(data + 4));
    } else {
      fmt::format_to(std::back_inserter(text), "{}{}{}\n", group, group.empty() ? "" : "\n", line);
      last_head = std::move(head);
    }
    group = {};
  }
  if (!group.empty()) fmt::format_to(std::back_inserter(text), "{}\n", group);
  return text;
}

}  // namespace

std::string theme_style(std::span<const ThemeColour> colours) {
  std::string style(kFont);
  style += "\n@media (prefers-color-scheme: dark){\n";
  for (const auto& [light, dark] : colours) {
    const std::string rgb =
        fmt::format("rgb({},{},{})", hex_byte(light, 1), hex_byte(light, 3), hex_byte(light, 5));
    for (const std::string_view property : {"stroke", "fill", "color"})
      fmt::format_to(std::back_inserter(style), ".drawing [{0}=\"{1}\"]{{{0}:{2}}}", property, rgb,
                     dark);
    style += '\n';
  }
  return style + "}\n";
}

std::string escape_markup(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += letter;
    }
  }
  return escaped;
}

std::string tidy_svg(std::string_view svg, std::string_view name, std::string_view alternative,
                     std::string_view style) {
  std::string text = with_joined_strokes(without_blanks_in_colours(svg));
  replace_all(text, "'black'", "'rgb(0,0,0)'");
  replace_all(text, "\"black\"", "\"rgb(0,0,0)\"");
  for (const std::string_view quote : {"'", "\""}) {
    replace_all(text, fmt::format("id={}gp", quote), fmt::format("id={}{}-gp", quote, name));
    replace_all(text, fmt::format("id={}gnuplot", quote),
                fmt::format("id={}{}-gnuplot", quote, name));
  }
  replace_all(text, "'#gp", fmt::format("'#{}-gp", name));
  const std::string title = fmt::format("<title>{}</title>", escape_markup(alternative));
  replace_all(text, "<title>Gnuplot</title>", fmt::format("{}\n<style>{}</style>", title, style));
  replace_all(text, "<svg", "<svg class=\"drawing\" role=\"img\"");
  return text;
}

std::string inline_svg(std::string_view tidied) {
  std::string text(tidied.substr(std::min(tidied.find("<svg"), tidied.size())));
  const std::size_t style = text.find("<style>");
  const std::size_t style_end = text.find("</style>");
  if (style != text.npos && style_end != text.npos)
    text.erase(style, style_end + std::string_view("</style>").size() - style);
  // The view box alone gives the shape; the page gives the width.
  const std::size_t width = text.find("width=\"");
  const std::size_t view_box = text.find("viewBox=");
  if (width != text.npos && view_box != text.npos && width < view_box)
    text.erase(width, view_box - width);
  return text;
}

}  // namespace studies
