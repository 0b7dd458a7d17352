#pragma once
// Lookup of rows in a table: what turns symbols into vectors.

#include <array>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// For a table (rows, width) and int32 indices of any shape in 0 … rows-1: y has the shape of the
// indices with width as one more axis. The gradient goes by destination: each row of the table adds
// up what was sent to it in the order of the positions, in float64, and is rounded once. ShapeError
// or TypeError for another table or other indices, ArgumentError naming the first index out of
// range and its position.
struct Embedding {
  static constexpr std::string_view name = "embedding";
  static constexpr std::string_view formula =
      "y = the row of the table that each index names; dtable[r] = Σ dy where the index is r";
  Shape table_shape;
  Tensor indices;
  Tensor forward(const Tensor& table, const Tensor& positions);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
};
Variable embedding(const Variable& table, const Variable& indices,
                   SourceLocation where = SourceLocation::current());

}  // namespace gradflow
