#pragma once
// A vector for each symbol: a table whose rows are looked up and trained.

#include <cstdint>

#include "nn/init/initialiser.h"
#include "nn/layer.h"
#include "tensor/random.h"

namespace gradflow::nn {

struct EmbeddingOptions {
  init::Initialiser weight = init::normal(0, 1);
  DType dtype = DType::float32;
};

// int32 indices of any shape in 0 … rows-1 → vectors, with the width as one more axis. Parameter:
// weight (rows, width). Called with 0, 1, … it is a learned embedding of positions.
class Embedding final : public Layer<Variable(Variable)> {
 public:
  // ArgumentError unless both extents are at least 1.
  Embedding(std::int64_t rows, std::int64_t width, Rng& rng, const EmbeddingOptions& options = {});

  Parameter& weight() { return weight_; }

  void visit(Visitor& visitor) override;

 protected:
  Variable forward(const Variable& indices) override;

 private:
  Parameter weight_;
};

}  // namespace gradflow::nn
