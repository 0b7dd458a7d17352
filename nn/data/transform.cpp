#include "nn/data/transform.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tensor/error.h"

namespace gradflow::data {

namespace {

Tensor floating(const Tensor& x) { return is_floating(x.dtype()) ? x : x.to(DType::float32); }

// factor[c] · x + offset[c], c being the position of the leading axis, or 0 for all.
Tensor affine(const Tensor& field, std::span<const double> factors, std::span<const double> offsets,
              std::string_view operation) {
  const Tensor x = floating(field);
  Tensor y = Tensor::uninitialised(x.shape(), x.dtype());
  dispatch_floating(x.dtype(), operation, [&]<class T>(T) {
    const std::span<const T> from = x.values<T>();
    const std::span<T> to = y.edit<T>();
    const std::size_t length = from.size() / factors.size();
    for (std::size_t c = 0; c < factors.size(); ++c) {
      constexpr auto kMost = static_cast<double>(std::numeric_limits<T>::max());
      require(std::abs(factors[c]) <= kMost && std::abs(offsets[c]) <= kMost,
              "{}: x is multiplied by {}, and {} is added; that is beyond {}", operation,
              factors[c], offsets[c], x.dtype());
      const T factor = static_cast<T>(factors[c]), offset = static_cast<T>(offsets[c]);
      for (std::size_t i = c * length; i < (c + 1) * length; ++i) to[i] = factor * from[i] + offset;
    }
  });
  return y;
}

Tensor flipped(const Tensor& x) {
  return dispatch(x.dtype(), [&]<class T>(T) {
    Tensor y = x.clone();
    const auto width = static_cast<std::size_t>(x.extent(-1));
    if (width == 0) return y;
    const std::span<T> elements = y.edit<T>();
    for (std::size_t begin = 0; begin < elements.size(); begin += width)
      std::ranges::reverse(elements.subspan(begin, width));
    return y;
  });
}

// The window of x that begins at (top, left), which may lie outside it, where zeros are.
Tensor window(const Tensor& x, std::int64_t top, std::int64_t left, std::int64_t rows,
              std::int64_t columns) {
  const Shape shape = x.shape().with_extent(x.rank() - 2, rows).with_extent(x.rank() - 1, columns);
  const std::int64_t from_rows = x.extent(-2), from_columns = x.extent(-1);
  const std::int64_t first = std::clamp<std::int64_t>(-left, 0, columns);
  const std::int64_t last = std::clamp<std::int64_t>(from_columns - left, first, columns);
  return dispatch(x.dtype(), [&]<class T>(T) {
    return Tensor::build<T>(shape, [&](std::span<T> to) {
      const T* from = x.values<T>().data();
      const std::int64_t planes = x.shape().outer(x.rank() - 2);
      for (std::int64_t plane = 0; plane < planes; ++plane)
        for (std::int64_t row = 0; row < rows; ++row) {
          if (top + row < 0 || top + row >= from_rows || first == last) continue;
          const T* line = from + (plane * from_rows + top + row) * from_columns;
          std::copy(line + left + first, line + left + last,
                    to.data() + (plane * rows + row) * columns + first);
        }
    });
  });
}

}  // namespace

Transform scale(double factor, double offset) {
  require(std::isfinite(factor) && std::isfinite(offset),
          "scale: factor {} and offset {}; expected finite numbers", factor, offset);
  return [factor, offset](const Tensor& x, Rng&) {
    return affine(x, {&factor, 1}, {&offset, 1}, "scale");
  };
}

Transform normalise(std::vector<double> means, std::vector<double> deviations) {
  require(!means.empty() && means.size() == deviations.size(),
          "normalise: {} means and {} deviations; expected one of each, or one for each channel",
          means.size(), deviations.size());
  std::vector<double> factors, offsets;
  for (std::size_t c = 0; c < means.size(); ++c) {
    require(std::isfinite(means[c]) && std::isfinite(deviations[c]) && deviations[c] > 0,
            "normalise: channel {} has mean {} and deviation {}; expected finite numbers and a "
            "deviation above 0",
            c, means[c], deviations[c]);
    factors.push_back(1 / deviations[c]);
    offsets.push_back(-means[c] / deviations[c]);
  }
  return [factors, offsets](const Tensor& x, Rng&) {
    const auto channels = static_cast<std::int64_t>(factors.size());
    require<ShapeError>(channels == 1 || (x.rank() > 0 && x.extent(0) == channels),
                        "normalise: an example of shape {}; expected {} channels", x.shape(),
                        channels);
    return affine(x, factors, offsets, "normalise");
  };
}

Transform random_flip(double probability) {
  require(probability >= 0 && probability <= 1,
          "random_flip: the probability is {}; it must be from 0 to 1", probability);
  return [probability](const Tensor& x, Rng& rng) {
    require<ShapeError>(x.rank() > 0, "random_flip: a scalar; expected an axis to flip");
    return rng.uniform() < probability ? flipped(x) : x;
  };
}

Transform random_crop(std::int64_t rows, std::int64_t columns, std::int64_t padding) {
  constexpr std::int64_t kMostPadding = std::numeric_limits<std::int32_t>::max();
  require(rows > 0 && columns > 0 && padding >= 0 && padding <= kMostPadding,
          "random_crop: a window of {} × {} with padding {}; expected extents above 0 and a "
          "padding from 0 to 2^31 - 1",
          rows, columns, padding);
  return [rows, columns, padding](const Tensor& x, Rng& rng) {
    require<ShapeError>(x.rank() >= 2, "random_crop: an example of shape {}; expected an image",
                        x.shape());
    const std::int64_t spare_rows = x.extent(-2) + 2 * padding - rows;
    const std::int64_t spare_columns = x.extent(-1) + 2 * padding - columns;
    require<ShapeError>(spare_rows >= 0 && spare_columns >= 0,
                        "random_crop: a window of {} × {} is larger than an example of shape {} "
                        "with padding {}",
                        rows, columns, x.shape(), padding);
    const std::int64_t top = rng.integer(0, spare_rows) - padding;
    const std::int64_t left = rng.integer(0, spare_columns) - padding;
    return window(x, top, left, rows, columns);
  };
}

Transform one_hot(std::int64_t classes, DType dtype) {
  require(classes > 0, "one_hot: {} classes; expected at least one", classes);
  return [classes, dtype](const Tensor& x, Rng&) {
    require<TypeError>(x.dtype() == DType::int32, "one_hot: a label is {}; expected int32",
                       x.dtype());
    require<ShapeError>(x.rank() == 0, "one_hot: a label has the shape {}; expected a scalar",
                        x.shape());
    const std::int32_t label = x.values<std::int32_t>()[0];
    require(label >= 0 && label < classes, "one_hot: label {} of {} classes; expected 0 to {}",
            label, classes, classes - 1);
    return dispatch(dtype, [&]<class T>(T) {
      return Tensor::build<T>(
          {classes}, [&](auto elements) { elements[static_cast<std::size_t>(label)] = 1; });
    });
  };
}

void Transformed::add(int field, Transform transform) {
  require(field >= 0, "Transformed: there is no field {}; fields count from 0", field);
  require(static_cast<bool>(transform), "Transformed: the transform of field {} is empty", field);
  transforms_.emplace_back(static_cast<std::size_t>(field), std::move(transform));
}

std::vector<Tensor> Transformed::example(std::int64_t index, Rng& rng) const {
  std::vector<Tensor> fields = dataset_.example(index, rng);
  for (const auto& [field, transform] : transforms_) {
    require(field < fields.size(), "Transformed: there is no field {}; an example has {}", field,
            fields.size());
    fields[field] = transform(fields[field], rng);
  }
  return fields;
}

}  // namespace gradflow::data
