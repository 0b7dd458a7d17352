#pragma once
// The one list of ops to be checked: a row says what to call and on what kind of inputs. The tests
// in gradcheck_test.cpp go over all rows; one of them fails for an op without a row.

#include <array>
#include <cstdint>
#include <ostream>
#include <span>
#include <string_view>
#include <vector>

#include "autograd/variable.h"
#include "tensor/random.h"

namespace gradflow::testing {

// Of the extents that a row draws. Large ones make tensors above the grain of the threads.
enum class Size { random, single, empty, large };

// Draws inputs for a row, all in float64, from an Rng.
class Draw {
 public:
  Draw(Rng rng, Size size) : rng_(rng), size_(size) {}

  std::int64_t extent(int rank = 2);  // empty: 0 about every other time; large: 520 of rank 2
  std::int64_t some(int rank = 2);    // the same, but never 0
  Shape shape(int rank);
  // That stretch to one of up to four axes, three for large ones: either may lack the first axes,
  // and have 1 in the place of any.
  std::array<Shape, 2> shapes_that_stretch();

  Tensor normal(const Shape& shape);
  Tensor positive(const Shape& shape);        // in [0.5, 2)
  Tensor away_from_zero(const Shape& shape);  // of either sign, magnitude in [0.5, 2)
  Tensor distinct(const Shape& shape);        // no two closer than 0.1, in random order

 private:
  Rng rng_;
  Size size_;
};

struct Row {
  std::string_view name;
  std::string_view op;  // the name of the struct that it checks
  std::vector<Tensor> (*inputs)(Draw& draw);
  Variable (*function)(std::span<const Variable> inputs);

  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }
};

std::vector<Row> catalogue();

}  // namespace gradflow::testing
