#pragma once
// The networks of this study: `depth` layers of one width between an input and logits,
//
//   z₁ = W₁ x + b₁,   zₗ = [zₗ₋₁ +] Wₗ f(norm(zₗ₋₁)) + bₗ,   logits = W f(norm(z_depth)) + b
//
// with or without the skip in brackets (He et al. 2016, "Identity mappings in deep residual
// networks") and with no norm, layer norm or batch norm. Layer l is the child "l<l>_z": the suffix
// lets a probe watch the layers and not their parts.

#include <cstdint>
#include <memory>
#include <string_view>

#include "nn/gradflow.h"

namespace deep_signal {

enum class Norm { none, layer, batch };

struct Design {
  std::string_view name;
  gradflow::nn::Activation::Function function;  // f
  gradflow::init::Initialiser initialiser;      // of every W
  bool residual = false;
  Norm norm = Norm::none;
};

// One layer from the second on.
class Block final : public gradflow::nn::Layer<gradflow::Variable(gradflow::Variable)> {
 public:
  Block(std::int64_t in, std::int64_t out, const Design& design, bool residual, gradflow::Rng& rng);

  void visit(gradflow::nn::Visitor& visitor) override;

 protected:
  gradflow::Variable forward(const gradflow::Variable& z) override;

 private:
  bool residual_;
  std::unique_ptr<gradflow::nn::Layer<gradflow::Variable(gradflow::Variable)>> norm_;
  gradflow::nn::Activation function_;
  gradflow::nn::Linear linear_;
};

inline constexpr std::int64_t kWidth = 100;

// Adds "l1_z" … "l<depth>_z" and "logits" to an empty net.
void build(gradflow::nn::Sequential& net, const Design& design, int depth, std::int64_t inputs,
           std::int64_t classes, gradflow::Rng& rng);

}  // namespace deep_signal
