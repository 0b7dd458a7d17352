#include "tests/autograd/gradcheck_catalogue.h"

#include <algorithm>
#include <array>

#include "autograd/ops.h"

namespace gradflow::testing {

namespace {

using Inputs = std::vector<Tensor>;
using Given = std::span<const Variable>;

Inputs two_alike(Draw& draw) {
  const Shape shape = draw.shape(2);
  return {draw.normal(shape), draw.normal(shape)};
}
Inputs matrix_and_row(Draw& draw) {
  const Shape shape = draw.shape(2);
  return {draw.normal(shape), draw.normal(shape.without_axis(0))};
}
Inputs column_and_row(Draw& draw) {
  return {draw.normal({draw.extent(), 1}), draw.normal({1, draw.extent()})};
}
Inputs column_over_row(Draw& draw) {
  return {draw.normal({draw.extent(), 1}), draw.away_from_zero({1, draw.extent()})};
}
Inputs any(Draw& draw) { return {draw.normal(draw.shape(2))}; }
Inputs any_cube(Draw& draw) { return {draw.normal(draw.shape(3))}; }
Inputs positive(Draw& draw) { return {draw.positive(draw.shape(2))}; }
Inputs away_from_zero(Draw& draw) { return {draw.away_from_zero(draw.shape(2))}; }
Inputs some(Draw& draw) { return {draw.normal({draw.some(), draw.some()})}; }
Inputs some_in_the_middle(Draw& draw) {
  return {draw.distinct({draw.extent(3), draw.some(3), draw.extent(3)})};
}

// Labels that go over all the classes there are.
Variable labels_for(const Variable& logits) {
  const auto classes = static_cast<std::int32_t>(logits.shape()[1]);
  return Tensor::build<std::int32_t>({logits.shape()[0]}, [&](std::span<std::int32_t> labels) {
    for (std::size_t i = 0; i < labels.size(); ++i)
      labels[i] = (static_cast<std::int32_t>(i) * 7 + 3) % classes;
  });
}

Variable inner_part(const Variable& x, int axis) {
  const std::int64_t extent = x.value().extent(axis);
  return slice(x, axis, extent / 3, extent - extent / 4);
}

void add_arithmetic(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"add", "add", two_alike, [](Given x) { return x[0] + x[1]; }},
          {"add_a_row", "add", matrix_and_row, [](Given x) { return x[0] + x[1]; }},
          {"add_a_number", "add", any, [](Given x) { return 2 + x[0]; }},
          {"subtract", "subtract", two_alike, [](Given x) { return x[0] - x[1]; }},
          {"subtract_from_a_number", "subtract", any, [](Given x) { return 0.5 - x[0]; }},
          {"multiply", "multiply", two_alike, [](Given x) { return x[0] * x[1]; }},
          {"multiply_column_by_row", "multiply", column_and_row,
           [](Given x) { return x[0] * x[1]; }},
          {"multiply_by_itself", "multiply", any, [](Given x) { return x[0] * x[0]; }},
          {"divide_column_by_row", "divide", column_over_row, [](Given x) { return x[0] / x[1]; }},
          {"divide_a_number", "divide", away_from_zero, [](Given x) { return 3 / x[0]; }},
          {"negate", "negate", any, [](Given x) { return -x[0]; }},
      });
}

void add_math(std::vector<Row>& rows) {
  rows.insert(rows.end(),
              {
                  {"pow_2", "pow", any, [](Given x) { return pow(x[0], 2); }},
                  {"pow_3", "pow", any, [](Given x) { return pow(x[0], 3); }},
                  {"pow_0", "pow", any, [](Given x) { return pow(x[0], 0); }},
                  {"pow_of_a_fraction", "pow", positive, [](Given x) { return pow(x[0], 1.7); }},
                  {"pow_below_0", "pow", away_from_zero, [](Given x) { return pow(x[0], -2); }},
                  {"exp", "exp", any, [](Given x) { return exp(x[0]); }},
                  {"log", "log", positive, [](Given x) { return log(x[0]); }},
                  {"sqrt", "sqrt", positive, [](Given x) { return sqrt(x[0]); }},
                  {"abs", "abs", away_from_zero, [](Given x) { return abs(x[0]); }},
                  {"tanh", "tanh", any, [](Given x) { return tanh(x[0]); }},
                  {"sigmoid", "sigmoid", any, [](Given x) { return sigmoid(x[0]); }},
                  {"softsign", "softsign", away_from_zero, [](Given x) { return softsign(x[0]); }},
                  {"relu", "relu", away_from_zero, [](Given x) { return relu(x[0]); }},
              });
}

Inputs for_matmul(Draw& draw) {
  const std::int64_t m = draw.extent(), k = draw.extent(), n = draw.extent();
  return {draw.normal({m, k}), draw.normal({k, n})};
}
Inputs for_linear(Draw& draw) {
  const std::int64_t batch = draw.extent(), in = draw.extent(), out = draw.extent();
  return {draw.normal({batch, in}), draw.normal({out, in}), draw.normal({out})};
}

void add_products(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"matmul", "matmul", for_matmul, [](Given x) { return matmul(x[0], x[1]); }},
          {"linear", "linear", for_linear, [](Given x) { return linear(x[0], x[1], x[2]); }},
      });
}

void add_reductions(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"sum", "sum", any, [](Given x) { return sum(x[0]); }},
          {"sum_over_rows", "sum", any, [](Given x) { return sum(x[0], 0); }},
          {"sum_kept", "sum", any, [](Given x) { return sum(x[0], -1, KeepAxis::yes); }},
          {"sum_in_the_middle", "sum", any_cube, [](Given x) { return sum(x[0], 1); }},
          {"mean", "mean", some, [](Given x) { return mean(x[0]); }},
          {"mean_over_rows", "mean", some, [](Given x) { return mean(x[0], 0); }},
          {"mean_kept", "mean", some, [](Given x) { return mean(x[0], -1, KeepAxis::yes); }},
          {"mean_in_the_middle", "mean", some_in_the_middle, [](Given x) { return mean(x[0], 1); }},
          {"max_in_the_middle", "max", some_in_the_middle, [](Given x) { return max(x[0], -2); }},
          {"max_kept", "max", some_in_the_middle,
           [](Given x) { return max(x[0], 1, KeepAxis::yes); }},
      });
}

void add_softmax_and_losses(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"softmax", "softmax", any, [](Given x) { return softmax(x[0]); }},
          {"softmax_in_the_middle", "softmax", any_cube, [](Given x) { return softmax(x[0], 1); }},
          {"log_softmax", "log_softmax", any, [](Given x) { return log_softmax(x[0]); }},
          {"log_softmax_in_the_middle", "log_softmax", any_cube,
           [](Given x) { return log_softmax(x[0], 1); }},
          {"cross_entropy", "cross_entropy", some,
           [](Given x) { return cross_entropy(x[0], labels_for(x[0])); }},
          {"squared_error", "squared_error",
           [](Draw& draw) {
             const Shape shape{draw.some(), draw.some()};
             return Inputs{draw.normal(shape), draw.normal(shape)};
           },
           [](Given x) { return squared_error(x[0], x[1]); }},
      });
}

Inputs three_to_join(Draw& draw) {
  const std::int64_t rows = draw.extent();
  return {draw.normal({rows, draw.extent()}), draw.normal({rows, draw.extent()}),
          draw.normal({rows, draw.extent()})};
}

void add_rearrangements(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"reshape", "reshape", any, [](Given x) { return reshape(x[0], {-1}); }},
          {"transpose", "transpose", any, [](Given x) { return transpose(x[0]); }},
          {"slice_of_rows", "slice", any, [](Given x) { return inner_part(x[0], 0); }},
          {"slice_in_the_middle", "slice", any_cube, [](Given x) { return inner_part(x[0], 1); }},
          {"slices_that_overlap", "slice", any,
           [](Given x) { return inner_part(x[0], 1) * inner_part(x[0], -1); }},
          {"concatenate_rows", "concatenate", two_alike, [](Given x) { return concatenate(x, 0); }},
          {"concatenate_columns", "concatenate", three_to_join,
           [](Given x) {
             return concatenate({x[0], x[1], x[2]}, -1);
           }},
      });
}

}  // namespace

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
  add_arithmetic(rows);
  add_math(rows);
  add_products(rows);
  add_reductions(rows);
  add_softmax_and_losses(rows);
  add_rearrangements(rows);
  return rows;
}

}  // namespace gradflow::testing
