#include "nn/embedding.h"

#include "autograd/ops/embedding.h"
#include "tensor/error.h"

namespace gradflow::nn {

Embedding::Embedding(std::int64_t rows, std::int64_t width, Rng& rng,
                     const EmbeddingOptions& options) {
  require(rows >= 1 && width >= 1, "Embedding: rows are {}, width is {}; both must be at least 1",
          rows, width);
  weight_ = Parameter(options.weight(Shape{rows, width}, rng, options.dtype));
}

void Embedding::visit(Visitor& visitor) { visitor.parameter("weight", weight_); }

Variable Embedding::forward(const Variable& indices) { return embedding(weight_, indices); }

}  // namespace gradflow::nn
