#pragma once
// One row on one set of inputs, computed by both libraries.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/autograd/gradcheck_catalogue.h"
#include "tests/differential/peer.h"

namespace gradflow::differential {

using testing::Row;
using testing::Size;

struct Trial {
  std::vector<Array> inputs;
  std::vector<double> upstream;
  Outcome ours, theirs;
};

// What a row draws for a size and a seed, rounded to a type.
std::vector<Array> drawn_inputs(const Row& row, Size size, std::uint64_t seed, Precision rounded);

// Of the upstream gradient.
enum class Upstream { normal, special };

// Ours in `our_type` and theirs in `their_type`, from the same inputs and the same random upstream
// gradient. PeerRefusal where libtorch takes no such inputs.
Trial run_trial(const Row& row, std::vector<Array> inputs, std::uint64_t seed, Precision our_type,
                Precision their_type, Upstream kind = Upstream::normal);

}  // namespace gradflow::differential
