#pragma once
// Normalisation of x (batch, channels, …) with a weight and a bias for each channel: y = w h + b, h
// = (x - μ) / √(σ² + ε), where μ and σ² are those of a channel over the batch, or of a group of
// channels of one example. σ² is the mean of (x - μ)²; ε keeps a set of equal elements finite: it
// becomes 0, as does one whose σ² leaves the range of the element type. ShapeError for other
// shapes, ArgumentError unless ε is finite and above 0.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// Of each channel, (channels). The variance is the mean of the squared deviations.
struct ChannelMoments {
  Tensor mean, variance;
};

// Ioffe & Szegedy 2015, "Batch normalization". In training μ and σ² are those of each channel over
// the batch and all axes behind the channels', and dx goes through them; ShapeError unless a
// channel has two elements at least. In evaluation they are given, such as running means of what
// training saw; ArgumentError for a variance below 0.
struct BatchNorm {
  static constexpr std::string_view name = "batch_norm";
  static constexpr std::string_view formula =
      "y = w h + b, h = (x - μ) / √(σ² + ε) in each channel; g = w dy, dx = (g - mean g - h mean(g "
      "h)) / √(σ² + ε), or g / √(σ² + ε) where μ and σ² are given, dw = Σ h dy, db = Σ dy";
  double epsilon;
  const ChannelMoments* given;  // and null, as soon as forward has run
  ChannelMoments* seen;         // likewise
  bool fixed = false;           // whether they were given
  Tensor x, weight;
  Tensor mean, rest, scales;  // μ, what its rounding left, 1 / √(σ² + ε)
  Tensor forward(const Tensor& input, const Tensor& w, const Tensor& bias);
  std::array<Gradient, 3> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 3> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
// In training. `seen`, unless null, becomes what the batch was normalised with.
Variable batch_norm(const Variable& x, const Variable& weight, const Variable& bias,
                    double epsilon = 1e-5, ChannelMoments* seen = nullptr,
                    SourceLocation where = SourceLocation::current());
// In evaluation.
Variable batch_norm(const Variable& x, const Variable& weight, const Variable& bias,
                    const ChannelMoments& given, double epsilon = 1e-5,
                    SourceLocation where = SourceLocation::current());

// Wu & He 2018, "Group normalization": each of `groups` even parts of the channels of each example
// is normalised by itself, so that nothing depends on the batch. ArgumentError unless they divide
// the channels.
struct GroupNorm {
  static constexpr std::string_view name = "group_norm";
  static constexpr std::string_view formula =
      "y = w h + b, h = (x - μ) / √(σ² + ε) in each group of channels of an example; g = w dy, dx "
      "= "
      "(g - mean g - h mean(g h)) / √(σ² + ε), dw = Σ h dy, db = Σ dy";
  std::int64_t groups;
  double epsilon;
  Tensor x, weight;
  Tensor mean, rest, scales;  // the same for each group of each example
  Tensor forward(const Tensor& input, const Tensor& w, const Tensor& bias);
  std::array<Gradient, 3> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 3> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable group_norm(const Variable& x, std::int64_t groups, const Variable& weight,
                    const Variable& bias, double epsilon = 1e-5,
                    SourceLocation where = SourceLocation::current());

}  // namespace gradflow
