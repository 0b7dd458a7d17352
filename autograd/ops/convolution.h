#pragma once
// Convolution of images (batch, channels, height, width) and of signals (batch, channels, length),
// which are images of one row: of a number given per axis they take the width's.

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "autograd/op.h"
#include "tensor/window.h"

namespace gradflow {

struct ConvolutionOptions {
  PerAxis stride = 1;       // from one window to the next
  PerAxis padding = 0;      // zeros before and after the elements
  PerAxis dilation = 1;     // from one tap of the kernel to the next
  std::int64_t groups = 1;  // each group of channels makes its own part of the output
};

// y[n, o, p, q] = bias[o] + Σ weight[o, c, i, j] x[n, c, p · stride + i · dilation - padding, …],
// in each group, for x (batch, in, height, width), weight (out, in / groups, kernel height, kernel
// width) and bias (out): what the field calls a convolution, the kernel not being flipped. Height
// and width of y are (extent + 2 padding - dilation (kernel - 1) - 1) / stride + 1, rounded down.
//
// Some images at a time, the windows are copied to the columns of a matrix, of which a product is
// taken; what comes from where depends on the shapes alone. The gradients of x, weight and bias are
// formed only where they are wanted.
//
// ShapeError for shapes that do not fit and a kernel larger than the padded image, ArgumentError
// for options out of their range and groups that do not divide both numbers of channels.
struct Convolution {
  static constexpr std::string_view name = "convolution";
  static constexpr std::string_view formula =
      "y = W · windows of x + b; dx = windows of Wᵀ dy put back and added, dW = dy · windowsᵀ, "
      "db = Σ dy";
  ConvolutionOptions options;
  Tensor x, weight;
  bool of_signals = false, biased = false;
  Tensor forward(std::span<const Tensor> inputs);  // x, weight and perhaps a bias
  std::vector<Gradient> backward(const Tensor& upstream, Wanted wanted) const;
};
Variable convolution(const Variable& x, const Variable& weight, const Variable& bias,
                     const ConvolutionOptions& options = {},
                     SourceLocation where = SourceLocation::current());
Variable convolution(const Variable& x, const Variable& weight,
                     const ConvolutionOptions& options = {},
                     SourceLocation where = SourceLocation::current());

}  // namespace gradflow
