#pragma once
// The colours of the figures on a dark page: the twin of every colour that figures/style.gp
// names.
// A test compares the two.

#include <span>

#include "studies/support/svg.h"

namespace studies {

std::span<const ThemeColour> figure_theme();

}  // namespace studies
