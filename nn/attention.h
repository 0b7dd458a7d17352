#pragma once
// Multi-head self-attention (Vaswani et al. 2017, "Attention is all you need", section 3.2.2).

#include <cstdint>
#include <optional>
#include <span>

#include "nn/layer.h"
#include "nn/linear.h"
#include "tensor/random.h"

namespace gradflow::nn {

struct AttentionLayerOptions {
  bool causal = false;  // position i sees positions 0 … i
  DType dtype = DType::float32;
};

// For x (batch, time, width): queries, keys and values are linear in x, each head attends with its
// share of the width, and the output is linear in what the heads found; (batch, time, width) again.
// Children: projection (width → 3 width: queries, keys, values) and output (width → width).
class MultiHeadAttention final : public Layer<Variable(Variable)> {
 public:
  // ArgumentError unless width and heads are at least 1 and heads divide the width.
  MultiHeadAttention(std::int64_t width, std::int64_t heads, Rng& rng,
                     const AttentionLayerOptions& options = {});

  void visit(Visitor& visitor) override;
  // Of the heads: of each query with the keys that it sees, and of their weights with the values.
  std::optional<std::int64_t> multiply_adds(std::span<const Variable> inputs,
                                            std::span<const Variable> outputs) const override;

 protected:
  // ShapeError unless x is (batch, time, width).
  Variable forward(const Variable& x) override;

 private:
  std::int64_t width_, heads_;
  bool causal_;
  Linear projection_, output_;
};

}  // namespace gradflow::nn
