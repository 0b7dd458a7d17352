#include "studies/support/image_sheet.h"

#include <cstddef>

#include "tensor/error.h"

namespace studies {

namespace {

void check(std::span<const GreyImage> images, const SheetLayout& layout) {
  gradflow::require(!images.empty(), "image_sheet: no images given, expected at least one");
  gradflow::require(
      layout.columns >= 1 && layout.magnification >= 1 && layout.gap >= 0,
      "image_sheet: {} columns, magnification {}, gap {}, expected at least 1, 1 and 0",
      layout.columns, layout.magnification, layout.gap);
  for (std::size_t i = 1; i < images.size(); ++i)
    gradflow::require(images[i].width == images[0].width && images[i].height == images[0].height,
                      "image_sheet: image {} is {} × {} pixels, expected {} × {} as the first", i,
                      images[i].width, images[i].height, images[0].width, images[0].height);
}

}  // namespace

GreyImage image_sheet(std::span<const GreyImage> images, const SheetLayout& layout) {
  check(images, layout);
  const int count = static_cast<int>(images.size());
  const int rows = (count + layout.columns - 1) / layout.columns;
  const int cell_width = images[0].width * layout.magnification;
  const int cell_height = images[0].height * layout.magnification;
  GreyImage sheet(layout.columns * (cell_width + layout.gap) + layout.gap,
                  rows * (cell_height + layout.gap) + layout.gap, layout.gap_grey);
  for (int i = 0; i < count; ++i) {
    const GreyImage& image = images[static_cast<std::size_t>(i)];
    const int left = layout.gap + i % layout.columns * (cell_width + layout.gap);
    const int top = layout.gap + i / layout.columns * (cell_height + layout.gap);
    for (int y = 0; y < cell_height; ++y)
      for (int x = 0; x < cell_width; ++x)
        sheet.at(left + x, top + y) = image.at(x / layout.magnification, y / layout.magnification);
  }
  return sheet;
}

}  // namespace studies
