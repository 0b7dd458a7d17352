#pragma once
// What a model learns from: numbered examples, each a list of tensors (its fields: an input and a
// label, say), the same number of fields in each. A DataLoader puts them together to batches.

#include <cstdint>
#include <span>
#include <vector>

#include "tensor/random.h"
#include "tensor/tensor.h"

namespace gradflow::data {

class Dataset {
 public:
  virtual ~Dataset() = default;

  virtual std::int64_t size() const = 0;

  // The fields of example `index`, 0 … size()-1. What is random in it is drawn from `rng`, which is
  // a function of (seed, epoch, index). A loader calls this on a thread of its own, so it writes
  // nothing that others see.
  virtual std::vector<Tensor> example(std::int64_t index, Rng& rng) const = 0;

  // The fields of these examples, one below the other along a new leading axis; example i draws
  // from epoch.at(i). ShapeError or TypeError, naming the example, when the fields of one are
  // unlike those of the first. An Error from an example is told its number.
  virtual std::vector<Tensor> batch(std::span<const std::int64_t> indices, const Rng& epoch) const;
};

}  // namespace gradflow::data
