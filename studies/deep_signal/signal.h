#pragma once
// What a network does to a signal before any training: the root mean square of every layer's
// activations on the way up and of its gradients on the way down, seen by the paper's probe.

#include <filesystem>
#include <span>
#include <vector>

#include "studies/deep_signal/deep_network.h"
#include "studies/support/probe.h"

namespace deep_signal {

// The root mean square of what passed each place last.
std::vector<double> sizes(const studies::Probe& probe);

struct Signal {
  std::vector<double> activations;  // rms of z₁ … z_depth
  std::vector<double> gradients;  // rms of ∂C/∂z₁ … ∂C/∂z_depth; 0 where float32 has no such number

  // The gradient of the last layer over that of the first, or its inverse if that is above 1.
  // Infinite when nothing of the gradient is left.
  double ratio() const;
};

// One batch of 100 inputs from N(0, 1) and labels by chance, through a network of that depth.
Signal signal_of(const Design& design, int depth, std::uint64_t seed);

// A table of layer, then for each design its activations, NAME_z, and its gradients, NAME_dz.
void write_signals(const std::filesystem::path& file, std::span<const Design> designs,
                   std::span<const Signal> signals);

}  // namespace deep_signal
