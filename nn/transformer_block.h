#pragma once
// A block of a transformer, normalised before each branch (Xiong et al. 2020, "On layer
// normalization in the transformer architecture"):
//
//   a = x + dropout(attention(norm(x)))
//   y = a + dropout(W₂ f(W₁ norm(a) + b₁) + b₂)

#include <cstdint>
#include <optional>

#include "autograd/ops/activation.h"
#include "nn/activation.h"
#include "nn/attention.h"
#include "nn/dropout.h"
#include "nn/layer.h"
#include "nn/layer_norm.h"
#include "nn/linear.h"

namespace gradflow::nn {

struct TransformerBlockOptions {
  bool causal = false;
  std::optional<std::int64_t> hidden =
      std::nullopt;                        // rows of W₁; four times the width unless given
  Activation::Function activation = gelu;  // f
  double dropout = 0;                      // of each branch, in [0, 1)
  DType dtype = DType::float32;
};

// For x (batch, time, width), which is also the shape of y.
class TransformerBlock final : public Layer<Variable(Variable)> {
 public:
  // ArgumentError as of the layers it is made of.
  TransformerBlock(std::int64_t width, std::int64_t heads, Rng& rng,
                   const TransformerBlockOptions& options = {});

  // Children: attention_norm, attention, attention_dropout, hidden_norm, hidden, activation,
  // output, output_dropout.
  void visit(Visitor& visitor) override;

 protected:
  Variable forward(const Variable& x) override;

 private:
  LayerNorm attention_norm_;
  MultiHeadAttention attention_;
  Dropout attention_dropout_;
  LayerNorm hidden_norm_;
  Linear hidden_;
  Activation activation_;
  Linear output_;
  Dropout output_dropout_;
};

}  // namespace gradflow::nn
