#include "nn/data/image.h"

#include <algorithm>
#include <cmath>
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

  std::int64_t end() const { return first + static_cast<std::int64_t>(weights.size()); }
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

// Row by row of the image, each added to those of the result that it is part of: an image may be of
// many more rows than the result.
Tensor resized(const Pixels& image, Part across, Part down, std::int64_t rows,
               std::int64_t columns) {
  const std::vector<Taps> column_taps = taps_of(across, image.columns, columns);
  const std::vector<Taps> row_taps = taps_of(down, image.rows, rows);
  const auto width = static_cast<std::size_t>(columns);
  std::vector<double> sums(static_cast<std::size_t>(image.channels * rows) * width);
  std::vector<float> line;
  std::size_t first = 0;  // of the rows of the result that need this one or a later one
  for (std::int64_t row = 0; row < image.rows; ++row) {
    while (first < row_taps.size() && row_taps[first].end() <= row) ++first;
    if (first == row_taps.size()) break;
    if (row_taps[first].first > row) continue;
    resize_row(image, row, column_taps, line);
    for (std::size_t to = first; to < row_taps.size() && row_taps[to].first <= row; ++to) {
      const double weight =
          row_taps[to].weights[static_cast<std::size_t>(row - row_taps[to].first)];
      for (std::size_t channel = 0; channel < line.size() / width; ++channel) {
        double* sum = sums.data() + (channel * row_taps.size() + to) * width;
        for (std::size_t i = 0; i < width; ++i)
          sum[i] += weight * static_cast<double>(line[channel * width + i]);
      }
    }
  }
  return Tensor::build<float>({image.channels, rows, columns}, [&](std::span<float> result) {
    std::ranges::transform(sums, result.begin(),
                           [](double sum) { return static_cast<float>(sum); });
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
