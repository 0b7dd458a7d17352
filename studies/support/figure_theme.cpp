#include "studies/support/figure_theme.h"

#include <array>

namespace studies {

std::span<const ThemeColour> figure_theme() {
  static constexpr std::array<ThemeColour, 17> kColours = {{
      {"#24292f", "#dfe5ec"},  // ink
      {"#6e7781", "#97a1ac"},  // muted
      {"#d0d7de", "#39414a"},  // rule
      {"#2b1d8e", "#8580f4"},  // layer 1
      {"#7b22a8", "#ba7bea"},  // layer 2
      {"#c43d80", "#ea83b8"},  // layer 3
      {"#ea7350", "#f9a585"},  // layer 4
      {"#d9960f", "#fbd489"},  // layer 5
      {"#c62f3e", "#f2727b"},  // quadratic cost
      {"#8b5a2b", "#cf9a66"},  // standard initialisation
      {"#007a87", "#43bccb"},  // normalised initialisation
      {"#d55e00", "#f58d3d"},  // sigmoid, depth 4
      {"#8c4a20", "#c07c50"},  // sigmoid, depth 5
      {"#0b6bcb", "#66aef5"},  // tanh
      {"#3f9b3c", "#74c770"},  // softsign
      {"#6b46c1", "#a990ee"},  // pre-trained
      {"#000000", "#dfe5ec"},  // what gnuplot draws in black of its own accord
  }};
  return kColours;
}

}  // namespace studies
