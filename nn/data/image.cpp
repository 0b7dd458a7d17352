#include "nn/data/image.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "nn/files/pixels.h"
#include "tensor/error.h"

namespace gradflow::data {

namespace {

using nn::Pixels;

// A stretch of one side of the image, in pixels; pixel i reaches from i to i + 1.
struct Part {
  double begin, length;
};

// What one pixel of the result is made of: pixels first, first + 1, … of the image.
struct Taps {
  std::int64_t first;
  std::vector<double> weights;
};

// A triangle around the place of each new pixel, one old pixel wide to either side, or one new
// pixel where that is more.
std::vector<Taps> taps_of(Part part, std::int64_t old_size, std::int64_t new_size) {
  const double ratio = part.length / static_cast<double>(new_size), reach = std::max(ratio, 1.0);
  std::vector<Taps> all;
  for (std::int64_t i = 0; i < new_size; ++i) {
    const double centre = part.begin + (static_cast<double>(i) + 0.5) * ratio;
    const auto first = std::max<std::int64_t>(0, std::llround(centre - reach));
    const auto last = std::min<std::int64_t>(old_size, std::llround(centre + reach));
    Taps taps{first, {}};
    double sum = 0;
    for (std::int64_t j = first; j < last; ++j) {
      const double distance = std::abs(static_cast<double>(j) + 0.5 - centre) / reach;
      taps.weights.push_back(std::max(0.0, 1 - distance));
      sum += taps.weights.back();
    }
    for (double& weight : taps.weights) weight /= sum;
    all.push_back(std::move(taps));
  }
  return all;
}

// A row of the image with new columns: [channels][columns].
void resize_row(const Pixels& image, std::int64_t row, const std::vector<Taps>& columns,
                std::vector<float>& resized) {
  resized.clear();
  const std::uint8_t* line = image.values.data() + row * image.columns * image.channels;
  for (std::int64_t channel = 0; channel < image.channels; ++channel)
    for (const Taps& taps : columns) {
      double sum = 0;
      for (std::size_t k = 0; k < taps.weights.size(); ++k) {
        const std::int64_t column = taps.first + static_cast<std::int64_t>(k);
        sum += taps.weights[k] * line[column * image.channels + channel];
      }
      resized.push_back(static_cast<float>(sum));
    }
}

Tensor of_its_size(const Pixels& image) {
  return Tensor::build<float>(
      {image.channels, image.rows, image.columns}, [&](std::span<float> to) {
        auto next = to.begin();
        for (std::int64_t channel = 0; channel < image.channels; ++channel)
          for (std::size_t at = static_cast<std::size_t>(channel); at < image.values.size();
               at += static_cast<std::size_t>(image.channels))
            *next++ = static_cast<float>(image.values[at]);
      });
}

// Rows of the image at the new width, each made when it is asked for; some are kept, since
// neighbours in the result share theirs.
class Lines {
 public:
  Lines(const Pixels& image, std::vector<Taps> columns, std::int64_t kept)
      : image_(image), columns_(std::move(columns)), lines_(static_cast<std::size_t>(kept)) {}

  // Valid until the next call.
  const std::vector<float>& at(std::int64_t row) {
    Line& line = lines_[static_cast<std::size_t>(row) % lines_.size()];
    if (line.row != row) resize_row(image_, row, columns_, line.values);
    line.row = row;
    return line.values;
  }

 private:
  struct Line {
    std::int64_t row = -1;
    std::vector<float> values;
  };
  const Pixels& image_;
  std::vector<Taps> columns_;
  std::vector<Line> lines_;
};

// In the memory of the result, once more for lines and a little: the image may be of many more
// rows.
Tensor resized(const Pixels& image, Part across, Part down, std::int64_t rows,
               std::int64_t columns) {
  return Tensor::build<float>({image.channels, rows, columns}, [&](std::span<float> result) {
    const std::vector<Taps> row_taps = taps_of(down, image.rows, rows);
    std::size_t most = 1;
    for (const Taps& taps : row_taps) most = std::max(most, taps.weights.size());
    Lines lines(image, taps_of(across, image.columns, columns),
                std::min(static_cast<std::int64_t>(most), std::max<std::int64_t>(4, rows)));
    std::vector<double> sums(static_cast<std::size_t>(image.channels * columns));
    for (std::int64_t row = 0; row < rows; ++row) {
      std::ranges::fill(sums, 0.0);
      std::int64_t from = row_taps[static_cast<std::size_t>(row)].first;
      for (const double weight : row_taps[static_cast<std::size_t>(row)].weights) {
        const std::vector<float>& line = lines.at(from++);
        for (std::size_t i = 0; i < sums.size(); ++i)
          sums[i] += weight * static_cast<double>(line[i]);
      }
      for (std::int64_t channel = 0; channel < image.channels; ++channel)
        std::transform(sums.begin() + channel * columns, sums.begin() + (channel + 1) * columns,
                       result.begin() + (channel * rows + row) * columns,
                       [](double sum) { return static_cast<float>(sum); });
    }
  });
}

}  // namespace

Tensor read_image(const std::string& path, const ImageOptions& options) {
  const bool as_stored = options.rows == 0 && options.columns == 0;
  require(as_stored || (options.rows > 0 && options.columns > 0),
          "read_image: {} × {} pixels; expected extents above 0, or none at all", options.rows,
          options.columns);
  const Pixels image = nn::read_pixels(path, options.colour);
  const std::int64_t rows = options.rows, columns = options.columns;
  if (as_stored || (rows == image.rows && columns == image.columns)) return of_its_size(image);
  double height = static_cast<double>(image.rows), width = static_cast<double>(image.columns);
  if (options.fit == Fit::crop) {
    const double ratio = static_cast<double>(columns) / static_cast<double>(rows);
    const double whole_height = height;
    height = std::min(height, width / ratio);
    width = std::min(width, whole_height * ratio);
  }
  const Part across{(static_cast<double>(image.columns) - width) / 2, width};
  const Part down{(static_cast<double>(image.rows) - height) / 2, height};
  return resized(image, across, down, rows, columns);
}

}  // namespace gradflow::data
