#pragma once
// What the runs at initialisation share: the paper's network before its first update, and the fixed
// set of images on which it is looked at. Both initialisations take the same random numbers and
// stretch them to their own bounds, so a difference between the two is not one of luck.

#include <array>
#include <cstdint>
#include <string>

#include "studies/glorot2010/model/network.h"
#include "studies/support/image_data.h"

namespace glorot2010 {

inline constexpr std::array kInitialisations = {Initialisation::standard,
                                                Initialisation::normalised};

// Sizes of a run at initialisation. The defaults are the paper's; tests take small ones.
struct InitialConfig {
  std::int64_t width = 1000;  // of each hidden layer
  int depth = 5;              // hidden layers
  std::int64_t images = 300;  // section 3.1: a fixed set of 300 test examples

  NetworkConfig network(Initialisation initialisation) const;
  std::string text() const;  // canonical: for the configuration of a run
};

// The network of `seed`, its weights drawn: the one with which a training of that seed begins.
Network initial_network(const NetworkConfig& config, std::uint64_t seed);

// The fixed set: the first images of the test set, whatever the seed, as in the trainings.
studies::Examples statistics_images(std::int64_t count);

}  // namespace glorot2010
