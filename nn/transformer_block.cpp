#include "nn/transformer_block.h"

#include "autograd/ops/arithmetic.h"

namespace gradflow::nn {

TransformerBlock::TransformerBlock(std::int64_t width, std::int64_t heads, Rng& rng,
                                   const TransformerBlockOptions& options)
    : attention_norm_(width, {.dtype = options.dtype}),
      attention_(width, heads, rng, {.causal = options.causal, .dtype = options.dtype}),
      attention_dropout_(options.dropout, rng),
      hidden_norm_(width, {.dtype = options.dtype}),
      hidden_(width, options.hidden.value_or(4 * width), init::he_normal(), rng,
              {.dtype = options.dtype}),
      activation_(options.activation),
      output_(options.hidden.value_or(4 * width), width, init::glorot_uniform(), rng,
              {.dtype = options.dtype}),
      output_dropout_(options.dropout, rng) {}

void TransformerBlock::visit(Visitor& visitor) {
  visitor.child("attention_norm", attention_norm_);
  visitor.child("attention", attention_);
  visitor.child("attention_dropout", attention_dropout_);
  visitor.child("hidden_norm", hidden_norm_);
  visitor.child("hidden", hidden_);
  visitor.child("activation", activation_);
  visitor.child("output", output_);
  visitor.child("output_dropout", output_dropout_);
}

Variable TransformerBlock::forward(const Variable& x) {
  const Variable a = x + attention_dropout_(attention_(attention_norm_(x)));
  return a + output_dropout_(output_(activation_(hidden_(hidden_norm_(a)))));
}

}  // namespace gradflow::nn
