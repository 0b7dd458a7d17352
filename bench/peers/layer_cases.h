#pragma once
// The layers that are compared, forward and backward: their inputs, all of which take a gradient.
// Input i is drawn from stream 40 + i, the gradient of the output from stream 39.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace peers {

struct LayerCase {
  std::string name;
  std::vector<std::vector<std::int64_t>> inputs;
};

inline const std::vector<LayerCase>& layer_cases() {
  static const std::vector<LayerCase> kCases = {
      {"linear", {{128, 1000}, {1000, 1000}, {1000}}},
      {"convolution", {{32, 16, 28, 28}, {32, 16, 3, 3}, {32}}},  // padding 1
      {"max_pool", {{32, 32, 28, 28}}},                           // kernel 2
      {"average_pool", {{32, 32, 28, 28}}},                       // kernel 2
      {"batch_norm", {{32, 32, 28, 28}, {32}, {32}}},             // in training
      {"layer_norm", {{2048, 256}, {256}, {256}}},
      {"embedding", {{1000, 256}}},                                        // 2048 indices
      {"attention", {{16, 4, 64, 32}, {16, 4, 64, 32}, {16, 4, 64, 32}}},  // causal
      {"gelu", {{2048, 256}}},
  };
  return kCases;
}

inline const LayerCase& layer_case(const std::string& name) {
  for (const LayerCase& one : layer_cases())
    if (one.name == name) return one;
  throw std::invalid_argument("layer has no shape \"" + name + "\"");
}

constexpr std::uint64_t kLayerInputStream = 40, kUpstreamStream = 39;
constexpr std::int64_t kIndices = 2048;
inline std::int32_t index_of(std::int64_t i) { return static_cast<std::int32_t>(i * 7919 % 1000); }

}  // namespace peers
