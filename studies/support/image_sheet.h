#pragma once
// A contact sheet: many small grey images of one size in a grid, each pixel blown up to a square.
// Used to look at a data set, alone and in a report.

#include <cstdint>
#include <span>

#include "studies/support/grey_image.h"

namespace studies {

struct SheetLayout {
  int columns = 10;
  int magnification = 1;  // side of the square that a pixel becomes
  int gap = 2;            // between neighbours and around the sheet, after magnification
  std::uint8_t gap_grey = 255;
};

// Images row by row; places that are left over in the last row stay in the grey of the gaps.
// ArgumentError for no image, for images of different sizes, and for a layout out of range.
GreyImage image_sheet(std::span<const GreyImage> images, const SheetLayout& layout = {});

}  // namespace studies
