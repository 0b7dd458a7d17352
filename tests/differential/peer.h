#pragma once
// libtorch behind plain numbers: no header of it is seen here.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gradflow::differential {

// Of either library. The elements in row-major order; float64 holds those of float32 exactly.
struct Array {
  std::vector<std::int64_t> shape;
  std::vector<double> elements;
};

struct Outcome {
  Array output;
  std::vector<Array> gradients;  // one for each input
};

enum class Precision { float32, float64 };

// Rows that have a counterpart.
std::vector<std::string> peer_rows();

// Whether this is libtorch 1.13, whose ways conventions.cpp lists: a later one may have come
// nearer.
bool is_libtorch_1_13();

// What libtorch refuses, in its words.
struct PeerRefusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The counterpart of a row, forward and backward, with an upstream gradient of the output's shape;
// std::runtime_error when it has another number of elements than the output.
Outcome peer_outcome(std::string_view row, const std::vector<Array>& inputs,
                     const std::vector<double>& upstream, Precision precision);

}  // namespace gradflow::differential
