#pragma once
// Pooling: each window of an image (batch, channels, height, width), or of a signal (batch,
// channels, length), which is an image of one row, becomes one element. Of a number given per axis
// a signal takes the width's. ShapeError for other ranks and a kernel larger than the padded image,
// ArgumentError for a kernel or stride below 1 and a padding above half of the kernel.

#include <array>
#include <optional>
#include <string_view>

#include "autograd/op.h"
#include "tensor/window.h"

namespace gradflow {

struct PoolingOptions {
  std::optional<PerAxis> stride = std::nullopt;  // from window to window; none: the kernel
  PerAxis padding = 0;                           // before and after the elements
};

// The largest element of each window, NaN if there is one; padding is never the largest.
struct MaxPool {
  static constexpr std::string_view name = "max_pool";
  static constexpr std::string_view formula =
      "y = the largest x of each window; dx = Σ dy of the windows it is the first largest of";
  PerAxis kernel;
  PoolingOptions options;
  Shape shape;     // of x
  Tensor winners;  // position in its channel's image, int32, one for each window
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable max_pool(const Variable& x, PerAxis kernel, const PoolingOptions& options = {},
                  SourceLocation where = SourceLocation::current());

// The mean of each window; padding counts as zeros.
struct AveragePool {
  static constexpr std::string_view name = "average_pool";
  static constexpr std::string_view formula =
      "y = Σ x of each window / its size; dx = Σ dy of the windows it lies in / their size";
  PerAxis kernel;
  PoolingOptions options;
  Shape shape;  // of x
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable average_pool(const Variable& x, PerAxis kernel, const PoolingOptions& options = {},
                      SourceLocation where = SourceLocation::current());

// The means of `size` windows that cover an image of any extents as evenly as they can: window i of
// n along an axis goes from ⌊i · extent / n⌋ to before ⌈(i + 1) · extent / n⌉. A size of 1 is the
// mean of the whole image. ArgumentError for a size below 1, ShapeError for an image without
// elements.
struct AdaptiveAveragePool {
  static constexpr std::string_view name = "adaptive_average_pool";
  static constexpr std::string_view formula =
      "y = mean x of each window; dx = Σ dy / size of the window, over the windows it lies in";
  PerAxis size;
  Shape shape;  // of x
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable adaptive_average_pool(const Variable& x, PerAxis size,
                               SourceLocation where = SourceLocation::current());

}  // namespace gradflow
