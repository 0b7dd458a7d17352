#include "studies/lenet/mistakes.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <vector>

#include "studies/support/grey_image.h"
#include "studies/support/image_sheet.h"

namespace lenet {

namespace {

constexpr int kSide = 28, kMagnification = 2, kGap = 4;
constexpr int kColumns = 12;                                  // mistakes shown of a class
constexpr int kStep = kMagnification * kSide + kGap;          // from image to image
constexpr int kLeft = 84;                                     // for the names of the classes
constexpr int kTop = 46;                                      // for the heading
constexpr int kRow = kMagnification * kSide + 2 * kGap + 14;  // with the line of captions

// Test images of one class that were taken for another, the surest first.
std::vector<std::int64_t> mistakes_of(std::int32_t label, const gradflow::Tensor& labels,
                                      const Verdicts& verdicts) {
  const auto right = labels.values<std::int32_t>(), given = verdicts.classes.values<std::int32_t>();
  const auto sure = verdicts.probabilities.values<float>();
  std::vector<std::int64_t> found;
  for (std::size_t i = 0; i < right.size(); ++i)
    if (right[i] == label && given[i] != label) found.push_back(static_cast<std::int64_t>(i));
  std::ranges::stable_sort(found, [&](std::int64_t a, std::int64_t b) {
    return sure[static_cast<std::size_t>(a)] > sure[static_cast<std::size_t>(b)];
  });
  return found;
}

// Dark on white, as ink is: in the files 0 is the ground.
studies::GreyImage picture(const gradflow::Tensor& images, std::int64_t index) {
  studies::GreyImage image(kSide, kSide, 255);
  const gradflow::Tensor one = images.rows(index, index + 1);
  const auto pixels = one.values<float>();
  std::ranges::transform(pixels, image.pixels.begin(),
                         [](float grey) { return static_cast<std::uint8_t>(255 - grey); });
  return image;
}

std::string text(int x, int y, std::string_view anchor, std::string_view words) {
  return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, words);
}

std::string row_of(std::size_t label, const studies::Mnist& data, const Verdicts& verdicts) {
  const auto names = studies::class_names(data.kind);
  std::vector<std::int64_t> wrong =
      mistakes_of(static_cast<std::int32_t>(label), data.test.labels, verdicts);
  const int top = kTop + static_cast<int>(label) * kRow;
  const int middle = top + kMagnification * kSide / 2;
  std::string svg = text(kLeft - 10, middle, "end", names[label]) +
                    text(kLeft - 10, middle + 13, "end", fmt::format("{} wrong", wrong.size()));
  if (wrong.empty()) return svg;
  wrong.resize(std::min<std::size_t>(wrong.size(), kColumns));
  std::vector<studies::GreyImage> pictures;
  for (const std::int64_t index : wrong) pictures.push_back(picture(data.test.images, index));
  // A gap of the sheet is a whole number of its pixels.
  const studies::GreyImage sheet =
      studies::image_sheet(pictures, {.columns = kColumns, .gap = kGap / kMagnification});
  svg += fmt::format(
      "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" style=\"image-rendering:pixelated\" "
      "href=\"{}\"/>\n",
      kLeft - kGap, top - kGap, kMagnification * sheet.width, kMagnification * sheet.height,
      studies::png_data_uri(sheet));
  svg += "<g font-size=\"10\">\n";
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    const auto given = verdicts.classes.values<std::int32_t>()[static_cast<std::size_t>(wrong[i])];
    svg += text(kLeft + static_cast<int>(i) * kStep + kMagnification * kSide / 2,
                top + kMagnification * kSide + kGap + 9, "middle",
                names[static_cast<std::size_t>(given)]);
  }
  return svg + "</g>\n";
}

}  // namespace

std::string draw_mistakes(const studies::Mnist& data, const Verdicts& verdicts) {
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" font-family=\"Helvetica,sans-serif\" font-size=\"11\" fill=\"#24292f\">\n"
      "<title>Test images that the network takes for another class</title>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      "<text x=\"10\" y=\"20\" font-size=\"14\">{2}: what the network gets wrong</text>\n"
      "<text x=\"10\" y=\"36\" fill=\"#6e7781\">a row for each true class, the surest mistakes "
      "first; below each image the class it was taken for</text>\n",
      kLeft + kColumns * kStep + kGap, kTop + 10 * kRow, studies::name_of(data.kind));
  for (std::size_t label = 0; label < 10; ++label) svg += row_of(label, data, verdicts);
  return svg + "</svg>\n";
}

}  // namespace lenet
