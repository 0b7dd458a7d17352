#include "tests/autograd/gradcheck_catalogue.h"

#include <algorithm>
#include <array>

#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

std::int64_t Draw::extent(int rank) {
  if (size_ == Size::single) return 1;
  if (size_ == Size::large) return rank == 2 ? 520 : 65;
  if (size_ == Size::empty && rng_.integer(0, 1) == 0) return 0;
  return rng_.integer(1, 5);
}

std::int64_t Draw::some(int rank) { return std::max<std::int64_t>(1, extent(rank)); }

Shape Draw::shape(int rank) {
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  for (int axis = 0; axis < rank; ++axis) extents[static_cast<std::size_t>(axis)] = extent(rank);
  if (size_ == Size::empty) extents[static_cast<std::size_t>(rng_.integer(0, rank - 1))] = 0;
  return Shape(std::span<const std::int64_t>(extents.data(), static_cast<std::size_t>(rank)));
}

std::array<Shape, 2> Draw::shapes_that_stretch() {
  const std::int64_t rank =
      size_ == Size::large ? 3 : rng_.integer(size_ == Size::empty ? 1 : 0, 4);
  const Shape whole = shape(static_cast<int>(rank));
  const auto extents = whole.extents();
  std::array<std::vector<std::int64_t>, 2> pair;
  std::vector<std::int64_t>&shorter = pair[rng_.integer(0, 1) == 0 ? 0 : 1],
  &longer = pair[&shorter == &pair[0] ? 1 : 0];
  longer.assign(extents.begin(), extents.end());
  shorter.assign(extents.begin() + rng_.integer(0, rank), extents.end());
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    const std::int64_t stretched = rng_.integer(0, 3);
    if (stretched == 0) shorter[i] = 1;
    if (stretched == 1) longer[longer.size() - shorter.size() + i] = 1;
  }
  return {Shape(pair[0]), Shape(pair[1])};
}

Tensor Draw::normal(const Shape& shape) { return rng_.normal(shape, 0, 1, DType::float64); }

Tensor Draw::positive(const Shape& shape) { return rng_.uniform(shape, 0.5, 2, DType::float64); }

Tensor Draw::away_from_zero(const Shape& shape) {
  Tensor x = positive(shape);
  for (double& element : x.edit<double>())
    if (rng_.integer(0, 1) == 0) element = -element;
  return x;
}

Tensor Draw::distinct(const Shape& shape) {
  const Tensor order = rng_.permutation(static_cast<std::int32_t>(shape.elements()));
  return Tensor::build<double>(shape, [&](std::span<double> values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = 0.1 * order.values<std::int32_t>()[i] - 0.05 * static_cast<double>(values.size());
  });
}

std::vector<Row> catalogue() {
  std::vector<Row> rows;
  for (const auto add :
       {add_arithmetic_rows, add_math_rows, add_product_rows, add_reduction_rows, add_loss_rows,
        add_rearrangement_rows, add_sequence_rows, add_image_rows, add_selection_rows})
    add(rows);
  return rows;
}

}  // namespace gradflow::testing
