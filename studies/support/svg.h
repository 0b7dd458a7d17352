#pragma once
// Makes gnuplot's SVG fit to be read anywhere: on a dark background too, inside an HTML page beside
// others, and in the reader's own font. Used by the report; the scripts know nothing of it.

#include <span>
#include <string>
#include <string_view>

namespace studies {

// A colour that a script uses and what stands for it on a dark background, both as "#rrggbb".
struct ThemeColour {
  std::string_view light;
  std::string_view dark;
};

// The style sheet that swaps the colours where the reader prefers a dark page. It works on drawings
// that went through tidy_svg.
std::string theme_style(std::span<const ThemeColour> colours);

// A drawing of its own with the style sheet inside. `name` starts every id in it, so that several
// drawings can share a page; `alternative` says in words what it shows. Colours are written in one
// form, and neighbouring strokes of one style become one path, which makes surfaces small.
std::string tidy_svg(std::string_view svg, std::string_view name, std::string_view alternative,
                     std::string_view style);

// The <svg> element of a tidied drawing for an HTML page that brings the style sheet itself: no XML
// prologue, no style, and as wide as its place.
std::string inline_svg(std::string_view tidied);

// Text for the inside of an element or a quoted attribute.
std::string escape_markup(std::string_view text);

}  // namespace studies
