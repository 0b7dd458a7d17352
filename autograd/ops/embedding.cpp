#include "autograd/ops/embedding.h"

#include <algorithm>

#include "tensor/parallel.h"
#include "tensor/pool.h"

namespace gradflow {

namespace {

constexpr std::int64_t kRowGrain = 65536;  // elements copied or added that are worth a thread
constexpr std::int64_t kColumns = 256;     // of a row that are added up side by side

std::int64_t grain_of(std::int64_t elements_each) {
  return std::max<std::int64_t>(1, kRowGrain / std::max<std::int64_t>(1, elements_each));
}

// The position of element `i` of a tensor, as "[1, 2]".
std::string position_text(const Shape& shape, std::int64_t i) {
  std::array<std::int64_t, Shape::kMaxRank> index{};
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    index[static_cast<std::size_t>(axis)] = i % shape[axis];
    i /= shape[axis];
  }
  return to_string(Shape({index.data(), static_cast<std::size_t>(shape.rank())}));
}

void check(const Tensor& table, const Tensor& indices) {
  require<ShapeError>(table.rank() == 2, "embedding: the table is {}; expected (rows, width)",
                      table.shape());
  require<TypeError>(is_floating(table.dtype()),
                     "embedding: the table is {}; expected float32 or float64", table.dtype());
  require<TypeError>(indices.dtype() == DType::int32, "embedding: indices are {}; expected int32",
                     indices.dtype());
  require<ShapeError>(indices.rank() < Shape::kMaxRank,
                      "embedding: indices have {} axes; expected at most {}", indices.rank(),
                      Shape::kMaxRank - 1);
  const std::int64_t rows = table.shape()[0];
  const auto values = indices.values<std::int32_t>();
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] < 0 || values[i] >= rows) [[unlikely]]
      throw ArgumentError(fmt::format(
          "embedding: index {} at position {} is out of range for a table of {} rows", values[i],
          position_text(indices.shape(), static_cast<std::int64_t>(i)), rows));
}

Shape with_last_axis(const Shape& shape, std::int64_t extent) {
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  std::ranges::copy(shape.extents(), extents.begin());
  extents[static_cast<std::size_t>(shape.rank())] = extent;
  return Shape({extents.data(), static_cast<std::size_t>(shape.rank() + 1)});
}

// The positions of each row of the table, in ascending order: those of row r stand in `order` from
// start[r] to start[r + 1].
struct ByRow {
  PooledVector<std::int64_t> start, order;

  ByRow(std::span<const std::int32_t> indices, std::int64_t rows)
      : start(static_cast<std::size_t>(rows) + 1), order(indices.size()) {
    for (const std::int32_t index : indices) ++start[static_cast<std::size_t>(index) + 1];
    for (std::size_t row = 1; row < start.size(); ++row) start[row] += start[row - 1];
    PooledVector<std::int64_t> next(start);
    for (std::size_t i = 0; i < indices.size(); ++i)
      order[static_cast<std::size_t>(next[static_cast<std::size_t>(indices[i])]++)] =
          static_cast<std::int64_t>(i);
  }
};

// out = Σ of the rows of `from` at these positions.
template <class T>
void add_up(const T* from, std::span<const std::int64_t> positions, std::int64_t width,
            T* out) noexcept {
  for (std::int64_t first = 0; first < width; first += kColumns) {
    const std::int64_t count = std::min(kColumns, width - first);
    double total[kColumns] = {};
    for (const std::int64_t position : positions)
      for (std::int64_t j = 0; j < count; ++j)
        total[j] += static_cast<double>(from[position * width + first + j]);
    for (std::int64_t j = 0; j < count; ++j) out[first + j] = static_cast<T>(total[j]);
  }
}

}  // namespace

Tensor Embedding::forward(const Tensor& table, const Tensor& positions) {
  check(table, positions);
  table_shape = table.shape();
  indices = positions;
  const std::int64_t width = table_shape[1];
  Tensor y = Tensor::uninitialised(with_last_axis(indices.shape(), width), table.dtype());
  dispatch_floating(table.dtype(), name, [&]<class T>(T) {
    const T* rows = table.values<T>().data();
    const std::int32_t* index = indices.values<std::int32_t>().data();
    T* out = y.edit<T>().data();
    for_ranges(indices.elements(), grain_of(width),
               [=](std::int64_t begin, std::int64_t end) noexcept {
                 for (std::int64_t i = begin; i < end; ++i)
                   std::copy_n(rows + index[i] * width, width, out + i * width);
               });
  });
  return y;
}

std::array<Gradient, 2> Embedding::backward(const Tensor& upstream, Wanted wanted) const {
  if (!wanted[0]) return {};
  const std::int64_t rows = table_shape[0], width = table_shape[1];
  const ByRow positions(indices.values<std::int32_t>(), rows);
  Tensor gradient = Tensor::uninitialised(table_shape, upstream.dtype());
  dispatch_floating(upstream.dtype(), name, [&]<class T>(T) {
    const T* from = upstream.values<T>().data();
    T* out = gradient.edit<T>().data();
    const std::int64_t each = indices.elements() * width / std::max<std::int64_t>(1, rows) + width;
    for_ranges(rows, grain_of(each), [&](std::int64_t begin, std::int64_t end) noexcept {
      for (std::int64_t row = begin; row < end; ++row) {
        const auto r = static_cast<std::size_t>(row);
        const std::span<const std::int64_t> mine(
            positions.order.data() + positions.start[r],
            static_cast<std::size_t>(positions.start[r + 1] - positions.start[r]));
        add_up(from, mine, width, out + row * width);
      }
    });
  });
  return {gradient, Gradient()};
}

Variable embedding(const Variable& table, const Variable& indices, SourceLocation where) {
  return apply(Embedding{}, where, table, indices);
}

}  // namespace gradflow
