#pragma once
// The network of the paper (section 2.3), from nn's parts: `depth` hidden layers of one width, or
// of widths that rise or fall evenly (section 5), one activation after each, and a linear output
// layer whose logits go into softmax cross-entropy (in the loss). Hidden layer i is "h<i>" (its
// output is s of the paper), its activation "z<i>", and the last one "output".

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nn/activation.h"
#include "nn/layer.h"
#include "nn/linear.h"
#include "nn/sequential.h"
#include "tensor/random.h"

namespace glorot2010 {

enum class Activation { tanh, sigmoid, softsign, identity };
enum class Initialisation { standard, normalised };  // eq 1 and eq 16

std::string_view name(Activation activation);
std::string_view name(Initialisation initialisation);

struct NetworkConfig {
  Activation activation = Activation::tanh;
  Initialisation initialisation = Initialisation::standard;
  int depth = 5;              // hidden layers
  std::int64_t width = 1000;  // of each
  // Units more in each hidden layer than in the one below; the middle one then has `width`, and of
  // an even number of layers the middle lies between two.
  std::int64_t widening = 0;
  std::int64_t inputs = 1024;
  std::int64_t classes = 9;

  // Units of hidden layer i = 1 … depth.
  std::int64_t width_of(int i) const;
  // Weights and biases, by arithmetic: (units below + 1) · units of each layer, the output's
  // included. 5,038,009 for the paper's network on Shapeset.
  std::int64_t parameter_count() const;
  std::string text() const;  // canonical: what a run's configuration says of it
};

class Network final : public gradflow::nn::Layer<gradflow::Variable(gradflow::Variable)> {
 public:
  // Weights are drawn from `rng`, layer after layer; biases are 0. ArgumentError for a depth below
  // 1, and for a widening that leaves a layer without units. Asserts the number of parameters
  // against the arithmetic above.
  Network(const NetworkConfig& config, gradflow::Rng& rng);

  const NetworkConfig& config() const { return config_; }
  // Hidden layers i = 1 … depth, as the paper numbers them: i = 1 sees the input. ArgumentError for
  // another i.
  gradflow::nn::Linear& linear(int i) const { return *linears_[index(i)]; }
  gradflow::nn::Activation& activation(int i) const { return *activations_[index(i)]; }
  gradflow::nn::Linear& output() const { return *output_; }

  void visit(gradflow::nn::Visitor& visitor) override { layers_.visit(visitor); }

 protected:
  gradflow::Variable forward(const gradflow::Variable& x) override { return layers_(x); }

 private:
  std::size_t index(int i) const;

  NetworkConfig config_;
  gradflow::nn::Sequential layers_;
  std::vector<gradflow::nn::Linear*> linears_;
  std::vector<gradflow::nn::Activation*> activations_;
  gradflow::nn::Linear* output_ = nullptr;
};

}  // namespace glorot2010
