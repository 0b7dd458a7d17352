#pragma once
// Pictures of Shapeset for the report: figure 1 of the paper, with every class shown.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "studies/support/grey_image.h"
#include "studies/support/shapeset.h"

namespace glorot2010 {

studies::GreyImage picture(const studies::shapeset::Example& example);

// Draws examples 0, 1, 2, … until every class has `per_class` of them, and keeps the first ones of
// each. ArgumentError unless per_class ≥ 1.
std::array<std::vector<studies::shapeset::Example>, studies::shapeset::kClasses> examples_by_class(
    const studies::shapeset::Shapeset& shapeset, int per_class);

// A sheet with one column for each class, headed by its name and its share of the images. SVG, to
// stand alone or within HTML.
std::string class_sheet_svg(const studies::shapeset::Shapeset& shapeset, int per_class = 6);

}  // namespace glorot2010
