#include "nn/attention.h"

#include "autograd/ops/attention.h"
#include "autograd/ops/permute.h"
#include "autograd/ops/rearrange.h"
#include "tensor/error.h"

namespace gradflow::nn {

namespace {

// The width of a call's linear layers, once it is known that heads can share it.
std::int64_t checked_width(std::int64_t width, std::int64_t heads) {
  require(width >= 1 && heads >= 1,
          "MultiHeadAttention: width is {}, heads are {}; both must be at least 1", width, heads);
  require(width <= Shape::kMostElements / 3,
          "MultiHeadAttention: width is {}, more than a tensor has", width);
  require(width % heads == 0,
          "MultiHeadAttention: {} heads do not divide a width of {}; each needs an equal share",
          heads, width);
  return width;
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(std::int64_t width, std::int64_t heads, Rng& rng,
                                       const AttentionLayerOptions& options)
    : width_(checked_width(width, heads)),
      heads_(heads),
      causal_(options.causal),
      projection_(width, 3 * width, init::glorot_uniform(), rng, {.dtype = options.dtype}),
      output_(width, width, init::glorot_uniform(), rng, {.dtype = options.dtype}) {}

void MultiHeadAttention::visit(Visitor& visitor) {
  visitor.child("projection", projection_);
  visitor.child("output", output_);
}

std::optional<std::int64_t> MultiHeadAttention::multiply_adds(std::span<const Variable> inputs,
                                                              std::span<const Variable>) const {
  const Shape& x = inputs[0].shape();
  const std::int64_t seen = causal_ ? x[1] * (x[1] + 1) / 2 : x[1] * x[1];
  return 2 * x[0] * seen * width_;
}

Variable MultiHeadAttention::forward(const Variable& x) {
  require<ShapeError>(x.shape().rank() == 3 && x.shape()[2] == width_,
                      "MultiHeadAttention: \"{}\": x is {}; expected (batch, time, {})", path(),
                      x.shape(), width_);
  const std::int64_t batch = x.shape()[0], time = x.shape()[1], share = width_ / heads_;
  // (batch, time, 3, heads, share) → (3, batch, heads, time, share), so that heads are matrices.
  const Variable parts =
      permute(reshape(projection_(x), {batch, time, 3, heads_, share}), {2, 0, 3, 1, 4});
  const auto part = [&](std::int64_t i) {
    return reshape(slice(parts, 0, i, i + 1), {batch, heads_, time, share});
  };
  const Variable found =
      scaled_dot_product_attention(part(0), part(1), part(2), {.causal = causal_});
  return output_(reshape(permute(found, {0, 2, 1, 3}), {batch, time, width_}));
}

}  // namespace gradflow::nn
