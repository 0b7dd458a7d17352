#include "nn/data/tensor_dataset.h"

#include <cstring>
#include <utility>

#include "tensor/error.h"

namespace gradflow::data {

namespace {

constexpr std::string_view kName = "TensorDataset";

Tensor gathered(const Tensor& field, std::span<const std::int64_t> rows) {
  const Shape shape = field.shape().with_extent(0, static_cast<std::int64_t>(rows.size()));
  Tensor batch = Tensor::uninitialised(shape, field.dtype());
  dispatch(field.dtype(), [&]<class T>(T) {
    const auto width = static_cast<std::size_t>(field.shape().inner(0));
    if (width == 0) return;
    const std::span<const T> from = field.values<T>();
    std::span<T> to = batch.edit<T>();
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::memcpy(to.data() + i * width, from.data() + static_cast<std::size_t>(rows[i]) * width,
                  width * sizeof(T));
  });
  return batch;
}

}  // namespace

TensorDataset::TensorDataset(std::vector<Tensor> fields) : fields_(std::move(fields)) {
  require(!fields_.empty(), "{}: no tensors were given", kName);
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    require_defined(fields_[f], kName, "tensor");
    require<ShapeError>(fields_[f].rank() > 0,
                        "{}: field {} is a scalar; expected an axis of examples", kName, f);
    require<ShapeError>(fields_[f].extent(0) == size(),
                        "{}: field 0 has {} examples, field {} has {}; expected as many", kName,
                        size(), f, fields_[f].extent(0));
  }
  require(size() > 0, "{}: the tensors have no examples", kName);
}

std::vector<Tensor> TensorDataset::example(std::int64_t index, Rng&) const {
  check_index(index);
  std::vector<Tensor> example;
  for (const Tensor& field : fields_)
    example.push_back(field.rows(index, index + 1).reshape(field.shape().without_axis(0)));
  return example;
}

std::vector<Tensor> TensorDataset::batch(std::span<const std::int64_t> indices, const Rng&) const {
  for (const std::int64_t index : indices) check_index(index);
  std::vector<Tensor> batch;
  for (const Tensor& field : fields_) batch.push_back(gathered(field, indices));
  return batch;
}

void TensorDataset::check_index(std::int64_t index) const {
  require(index >= 0 && index < size(), "{}: there is no example {}; expected 0 to {}", kName,
          index, size() - 1);
}

}  // namespace gradflow::data
