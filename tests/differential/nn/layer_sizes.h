#pragma once
// The numbers that a layer is built from, drawn at random and the same for both libraries. Each row
// takes what it needs.

#include <cstdint>

namespace gradflow::differential {

// Along one axis of an image or a signal. The kernel fits, dilated; the padding is at most half of
// it, as pooling wants.
struct AxisSizes {
  std::int64_t extent, kernel, stride, padding, dilation;
};

struct LayerSizes {
  std::int64_t batch, time, rows;
  std::int64_t groups, in, out;  // groups divide both
  // Heads divide the width. In a line of two or three elements, which are now and then almost
  // equal, a norm over the width would tell of their cancellation alone.
  std::int64_t heads, width;
  AxisSizes vertical, horizontal;
  double epsilon, momentum, probability;
  bool biased, causal;
};

LayerSizes drawn_sizes(std::uint64_t seed);

}  // namespace gradflow::differential
