#include "nn/data/dataset.h"

#include <cstring>

#include "tensor/error.h"

namespace gradflow::data {

namespace {

void check_alike(const std::vector<Tensor>& first, std::int64_t first_index,
                 const std::vector<Tensor>& fields, std::int64_t index) {
  require<ShapeError>(fields.size() == first.size(),
                      "Dataset: example {} has {} fields, example {} has {}; a batch needs as many "
                      "of each",
                      first_index, first.size(), index, fields.size());
  for (std::size_t f = 0; f < fields.size(); ++f) {
    require_defined(fields[f], "Dataset", "field of an example");
    require<ShapeError>(fields[f].shape() == first[f].shape(),
                        "Dataset: field {} of example {} has the shape {}, of example {} {}; a "
                        "batch needs one shape",
                        f, first_index, first[f].shape(), index, fields[f].shape());
    require<TypeError>(fields[f].dtype() == first[f].dtype(),
                       "Dataset: field {} of example {} is {}, of example {} {}; a batch needs one "
                       "type",
                       f, first_index, first[f].dtype(), index, fields[f].dtype());
  }
}

void write_row(Tensor& batch, std::size_t row, const Tensor& field) {
  dispatch(field.dtype(), [&]<class T>(T) {
    const std::span<const T> values = field.values<T>();
    if (!values.empty())
      std::memcpy(batch.edit<T>().subspan(row * values.size()).data(), values.data(),
                  values.size_bytes());
  });
}

Shape batch_shape(std::size_t count, const Tensor& field) {
  std::vector<std::int64_t> extents{static_cast<std::int64_t>(count)};
  for (const std::int64_t extent : field.shape().extents()) extents.push_back(extent);
  return Shape(extents);
}

}  // namespace

std::vector<Tensor> Dataset::batch(std::span<const std::int64_t> indices, const Rng& epoch) const {
  require(!indices.empty(), "Dataset: a batch of no examples");
  std::vector<Tensor> first, batch;
  for (std::size_t row = 0; row < indices.size(); ++row) {
    const std::int64_t index = indices[row];
    Rng rng = epoch.at(static_cast<std::uint64_t>(index));
    try {
      const std::vector<Tensor> fields = example(index, rng);
      if (row == 0) first = fields;
      check_alike(first, indices[0], fields, index);
      if (row == 0)
        for (const Tensor& field : fields)
          batch.push_back(Tensor::uninitialised(batch_shape(indices.size(), field), field.dtype()));
      for (std::size_t f = 0; f < fields.size(); ++f) write_row(batch[f], row, fields[f]);
    } catch (Error& error) {
      error.add_context(fmt::format("; example {} of the data", index));
      throw;
    }
  }
  return batch;
}

}  // namespace gradflow::data
