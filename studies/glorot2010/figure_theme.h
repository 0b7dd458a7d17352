#pragma once
// The colours of the figures on a dark page: the twin of every colour that figures/style.gp names.
// A test compares the two.

#include <span>

#include "studies/support/svg.h"

namespace glorot2010 {

std::span<const studies::ThemeColour> figure_theme();

}  // namespace glorot2010
