#pragma once
// Scaled dot-product attention (Vaswani et al. 2017, "Attention is all you need", eq. 1).

#include <array>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// Which keys a query sees. A mask stretches to (batch, heads, queries, keys); it is data and gets
// no gradient.
struct AttentionOptions {
  bool causal = false;  // query i sees keys 0 … i
  // None, or int32: keys at 0 are hidden; or of the queries' type: added to the scores, where
  // -infinity hides a key.
  Tensor mask = Tensor();
};

// For queries (batch, heads, queries, width), keys (batch, heads, keys, width) and values (batch,
// heads, keys, value width): each query's mean of the values, by the softmax of its products with
// the keys. A query that sees no key gets 0, and sends gradients of 0, as long as what it does not
// see is finite: probabilities of 0 are multiplied like others. One op, head by head, which keeps
// its inputs and the probabilities; a causal mask is never in memory, and has the bits of the same
// mask given as int32. ShapeError or TypeError for what does not fit; causal attention needs as
// many keys as queries.
struct ScaledDotProductAttention {
  static constexpr std::string_view name = "scaled_dot_product_attention";
  static constexpr std::string_view formula =
      "y = P v, P = softmax(q kᵀ / √width + mask); dv = Pᵀ dy, "
      "dS = P (dy vᵀ - Σ P dy vᵀ) / √width, dq = dS k, dk = dSᵀ q";
  bool causal;
  Tensor mask;
  Tensor q, k, v, probabilities;
  Tensor forward(const Tensor& queries, const Tensor& keys, const Tensor& values);
  std::array<Gradient, 3> backward(const Tensor& upstream, Wanted wanted) const;
};
Variable scaled_dot_product_attention(const Variable& q, const Variable& k, const Variable& v,
                                      const AttentionOptions& options = {},
                                      SourceLocation where = SourceLocation::current());

}  // namespace gradflow
