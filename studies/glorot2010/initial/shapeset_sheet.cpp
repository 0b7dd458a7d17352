#include "studies/glorot2010/initial/shapeset_sheet.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "studies/support/image_sheet.h"
#include "tensor/error.h"

namespace glorot2010 {

using studies::shapeset::Example;
using studies::shapeset::kClasses;
using studies::shapeset::kClassNames;
using studies::shapeset::kClassShares;
using studies::shapeset::kImageSide;
using studies::shapeset::Shapeset;

namespace {

constexpr int kGap = 12;           // pixels of the images; wide enough for the headings
constexpr int kMagnification = 2;  // screen pixels for one of the images, done by the viewer
constexpr int kHeadHeight = 50;    // screen pixels
constexpr int kLineHeight = 14;

// Screen position of the left side, or the upper one within the sheet, of picture i along an axis.
int position(int i) { return kMagnification * (i * (kImageSide + kGap) + kGap); }

std::string text(int x, int y, std::string_view words) {
  return fmt::format("<text x=\"{}\" y=\"{}\">{}</text>\n", x, y, words);
}

// The name, over two lines if it is a pair, and the share.
std::string heading(std::size_t label) {
  const int middle = position(static_cast<int>(label)) + kMagnification * kImageSide / 2;
  const std::string_view name = kClassNames[label];
  const std::size_t space = name.rfind(' ');
  std::string lines;
  if (space == std::string_view::npos) {
    lines += text(middle, 2 * kLineHeight, name);
  } else {
    lines += text(middle, kLineHeight, name.substr(0, space));
    lines += text(middle, 2 * kLineHeight, name.substr(space + 1));
  }
  return lines +
         text(middle, 3 * kLineHeight, fmt::format("1/{}", std::lround(1 / kClassShares[label])));
}

// A line around every picture: a bright background would run into the page.
std::string frames(int rows, int top) {
  std::string svg = "<g fill=\"none\" stroke=\"#999\">\n";
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < kClasses; ++column)
      svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
                         position(column) - 0.5, top + position(row) - 0.5,
                         kMagnification * kImageSide + 1, kMagnification * kImageSide + 1);
  return svg + "</g>\n";
}

}  // namespace

studies::GreyImage picture(const Example& example) {
  studies::GreyImage image(kImageSide, kImageSide, 0);
  std::ranges::copy(example.pixels, image.pixels.begin());
  return image;
}

std::array<std::vector<Example>, kClasses> examples_by_class(const Shapeset& shapeset,
                                                             int per_class) {
  gradflow::require(per_class >= 1, "examples_by_class: {} per class, expected at least 1",
                    per_class);
  std::array<std::vector<Example>, kClasses> found;
  const auto wanted = static_cast<std::size_t>(per_class);
  for (std::int64_t i = 0;
       std::ranges::any_of(found, [&](const auto& some) { return some.size() < wanted; }); ++i) {
    const Example example = shapeset.example(i);
    auto& same_class = found[static_cast<std::size_t>(example.label)];
    if (same_class.size() < wanted) same_class.push_back(example);
  }
  return found;
}

std::string class_sheet_svg(const Shapeset& shapeset, int per_class) {
  const auto columns = examples_by_class(shapeset, per_class);
  std::vector<studies::GreyImage> pictures;
  for (std::size_t row = 0; row < static_cast<std::size_t>(per_class); ++row)
    for (const auto& column : columns) pictures.push_back(picture(column[row]));
  const studies::GreyImage sheet =
      studies::image_sheet(pictures, {.columns = kClasses, .gap = kGap});

  const int width = kMagnification * sheet.width;
  const int top = kHeadHeight - kMagnification * kGap;  // the sheet opens with a gap of its own
  const int height = kMagnification * sheet.height;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" font-family=\"sans-serif\" font-size=\"11\" text-anchor=\"middle\">\n"
      "<title>Shapeset-3×2: examples of the nine classes, and their shares</title>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      "<image y=\"{2}\" width=\"{3}\" height=\"{4}\" style=\"image-rendering:pixelated\" "
      "href=\"{5}\"/>\n",
      width, top + height, top, width, height, studies::png_data_uri(sheet));
  svg += frames(per_class, top);
  for (std::size_t label = 0; label < kClasses; ++label) svg += heading(label);
  return svg + "</svg>\n";
}

}  // namespace glorot2010
