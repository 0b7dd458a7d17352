#pragma once
// Examples that are in memory: row i of each of some tensors.
//
//   data::TensorDataset train({data::read_idx("images.gz", DType::float32),
//                              data::read_idx("labels.gz")});

#include "nn/data/dataset.h"

namespace gradflow::data {

class TensorDataset final : public Dataset {
 public:
  // The tensors are shared, not copied. ArgumentError for none of them or no rows; ShapeError when
  // they have different numbers of rows or one is a scalar.
  explicit TensorDataset(std::vector<Tensor> fields);

  std::int64_t size() const override { return fields_[0].extent(0); }
  // ArgumentError for an index out of range, here and in batch.
  std::vector<Tensor> example(std::int64_t index, Rng& rng) const override;
  std::vector<Tensor> batch(std::span<const std::int64_t> indices, const Rng& epoch) const override;

 private:
  void check_index(std::int64_t index) const;

  std::vector<Tensor> fields_;
};

}  // namespace gradflow::data
