#pragma once
// What libtorch's initialisers draw, as plain numbers: no header of it is seen here.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/peer.h"

namespace gradflow::differential {

// By our names; a and b are the two numbers of ours.
struct InitialiserCase {
  std::string_view initialiser;
  double a = 0, b = 0;
};

// Initialisers that have a counterpart.
std::vector<std::string> peer_initialisers();

std::vector<double> peer_draw(const InitialiserCase& of, const std::vector<std::int64_t>& shape,
                              Precision precision, std::uint64_t seed);

}  // namespace gradflow::differential
