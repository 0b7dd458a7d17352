#include "studies/deep_signal/deep_network.h"

#include <fmt/core.h>

namespace deep_signal {

using gradflow::Rng;
using gradflow::Variable;
namespace nn = gradflow::nn;

namespace {

std::unique_ptr<nn::Layer<Variable(Variable)>> make_norm(Norm norm, std::int64_t width) {
  if (norm == Norm::layer) return std::make_unique<nn::LayerNorm>(width);
  if (norm == Norm::batch) return std::make_unique<nn::BatchNorm>(width);
  return nullptr;
}

}  // namespace

Block::Block(std::int64_t in, std::int64_t out, const Design& design, bool residual, Rng& rng)
    : residual_(residual),
      norm_(make_norm(design.norm, in)),
      function_(design.function),
      linear_(in, out, design.initialiser, rng) {}

void Block::visit(nn::Visitor& visitor) {
  if (norm_) visitor.child("norm", *norm_);
  visitor.child("f", function_);
  visitor.child("linear", linear_);
}

Variable Block::forward(const Variable& z) {
  const Variable branch = linear_(function_(norm_ ? (*norm_)(z) : z));
  return residual_ ? z + branch : branch;
}

void build(nn::Sequential& net, const Design& design, int depth, std::int64_t inputs,
           std::int64_t classes, Rng& rng) {
  net.add<nn::Linear>("l1_z", inputs, kWidth, design.initialiser, rng);
  for (int layer = 2; layer <= depth; ++layer)
    net.add<Block>(fmt::format("l{}_z", layer), kWidth, kWidth, design, design.residual, rng);
  net.add<Block>("logits", kWidth, classes, design, false, rng);
}

}  // namespace deep_signal
