#pragma once
// The rows of the catalogue, a file for each family of ops, and the inputs that many rows draw.

#include <span>
#include <vector>

#include "tests/autograd/gradcheck_catalogue.h"

namespace gradflow::testing {

using Inputs = std::vector<Tensor>;
using Given = std::span<const Variable>;

void add_arithmetic_rows(std::vector<Row>& rows);
void add_math_rows(std::vector<Row>& rows);
void add_product_rows(std::vector<Row>& rows);
void add_reduction_rows(std::vector<Row>& rows);
void add_loss_rows(std::vector<Row>& rows);
void add_rearrangement_rows(std::vector<Row>& rows);
void add_sequence_rows(std::vector<Row>& rows);
void add_image_rows(std::vector<Row>& rows);
void add_selection_rows(std::vector<Row>& rows);

inline Inputs two_alike(Draw& draw) {
  const Shape shape = draw.shape(2);
  return {draw.normal(shape), draw.normal(shape)};
}
inline Inputs matrix_and_row(Draw& draw) {
  const Shape shape = draw.shape(2);
  return {draw.normal(shape), draw.normal(shape.without_axis(0))};
}
inline Inputs column_and_row(Draw& draw) {
  return {draw.normal({draw.extent(), 1}), draw.normal({1, draw.extent()})};
}
inline Inputs column_over_row(Draw& draw) {
  return {draw.normal({draw.extent(), 1}), draw.away_from_zero({1, draw.extent()})};
}
inline Inputs two_that_stretch(Draw& draw) {
  const auto [a, b] = draw.shapes_that_stretch();
  return {draw.normal(a), draw.normal(b)};
}
inline Inputs any(Draw& draw) { return {draw.normal(draw.shape(2))}; }
inline Inputs any_cube(Draw& draw) { return {draw.normal(draw.shape(3))}; }
inline Inputs positive(Draw& draw) { return {draw.positive(draw.shape(2))}; }
inline Inputs away_from_zero(Draw& draw) { return {draw.away_from_zero(draw.shape(2))}; }
inline Inputs some(Draw& draw) { return {draw.normal({draw.some(), draw.some()})}; }
inline Inputs some_in_the_middle(Draw& draw) {
  return {draw.distinct({draw.extent(3), draw.some(3), draw.extent(3)})};
}

}  // namespace gradflow::testing
