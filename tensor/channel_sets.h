#pragma once
// Elements of x (batch, channels, …) that are normalised together, a channel over the batch or a
// group of channels of one example, and the passes over them that batch norm and group norm are
// made of. Sums go along runs of neighbouring elements, as fold.h orders them, and then over the
// runs of a set in order, in float64; a set belongs to one thread.

#include <cstdint>

#include "tensor/tensor.h"

namespace gradflow {

// A set is `planes` runs of `inner` neighbouring elements; its run i is run set · first + i · step
// of x. A run belongs to one channel.
struct ChannelSets {
  std::int64_t count, planes, first, step, inner, channels;

  std::int64_t plane(std::int64_t set, std::int64_t i) const { return set * first + i * step; }
  std::int64_t channel(std::int64_t plane) const { return plane % channels; }
  std::int64_t elements() const { return planes * inner; }  // of one set
};

// A set for each channel of x, seen through in_runs.
ChannelSets channels_of(const Shape& x);
// A set for each of `groups` even groups of channels of each example.
ChannelSets groups_of(const Shape& x, std::int64_t groups);

// Channels of single elements (batch, channels) as one run for each channel, (channels, batch);
// other x as it is. And back, to `shape`.
Tensor in_runs(const Tensor& x);
Tensor out_of_runs(const Tensor& x, const Shape& shape);

// μ of each set, (sets). NaN for a set without elements.
Tensor set_means(const ChannelSets& sets, const Tensor& x);
// Of each set, (sets): the mean of x - μ, which is what the rounding of μ left, and the variance of
// x. The rest counts where elements differ by little beside their mean.
struct Spread {
  Tensor rest, variance;
};
// y = x - μ; `spread`, unless null, becomes that of each set.
Tensor centred(const ChannelSets& sets, const Tensor& x, const Tensor& mean, Spread* spread);
// y = w scale (y - rest) + b in place, with a rest and a scale for each set, and w and b of each
// channel.
void scale_and_shift(const ChannelSets& sets, Tensor& y, const Tensor& rest, const Tensor& scales,
                     const Tensor& weight, const Tensor& bias);

// The gradients of y = w h + b with h = (x - μ - rest) scale, for the gradient dy of y.
struct NormSlopes {
  Tensor x, weight, bias;
};
// dx goes through μ and the scale as functions of x, unless they are `fixed`: g = w dy,
// dx = (g - mean g - h mean(g h)) scale, or g scale.
NormSlopes norm_slopes(const ChannelSets& sets, const Tensor& x, const Tensor& weight,
                       const Tensor& mean, const Tensor& rest, const Tensor& scales, bool fixed,
                       const Tensor& dy);

}  // namespace gradflow
