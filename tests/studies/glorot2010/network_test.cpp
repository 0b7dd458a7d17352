// The paper's network: its parts, their number and their names.

#include "studies/glorot2010/model/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "tensor/error.h"
#include "tests/support/expect_error.h"

namespace glorot2010 {
namespace {

using gradflow::Rng;
using gradflow::Shape;
using gradflow::Tensor;
using gradflow::testing::expect_error;

std::vector<std::string> parameter_paths(Network& network) {
  std::vector<std::string> paths;
  for (const auto& [path, parameter] : network.named_parameters()) paths.push_back(path);
  return paths;
}

double largest_magnitude(const Tensor& tensor) {
  double largest = 0;
  for (const float value : tensor.values<float>())
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  return largest;
}

TEST(Network, OfThePaperHasItsNumberOfParameters) {
  Rng rng(1);
  Network network({}, rng);
  EXPECT_EQ(network.parameter_count(), 5038009);
  EXPECT_EQ(NetworkConfig{}.parameter_count(), 5038009);
  EXPECT_EQ(NetworkConfig{.depth = 4}.parameter_count(), 4037009);
}

TEST(Network, NamesItsLayersAsThePaperNumbersThem) {
  Rng rng(1);
  Network network({.depth = 2, .width = 4, .inputs = 3, .classes = 2}, rng);
  EXPECT_EQ(parameter_paths(network),
            (std::vector<std::string>{"h1.weight", "h1.bias", "h2.weight", "h2.bias",
                                      "output.weight", "output.bias"}));
  EXPECT_EQ(&network.at("h2"), &network.linear(2));
  EXPECT_EQ(&network.at("z1"), &network.activation(1));
  EXPECT_EQ(network(Tensor::zeros({5, 3})).shape(), (Shape{5, 2}));
}

TEST(Network, KeepsItsNamesBelowAName) {
  Rng rng(1);
  Network network({.depth = 1, .width = 4, .inputs = 3, .classes = 2}, rng);
  network.set_name("net");
  network(Tensor::zeros({5, 3}));
  EXPECT_EQ(network.linear(1).path(), "net.h1");
  EXPECT_EQ(network.linear(1).weight().label(), "net.h1.weight");
}

TEST(Network, DrawsEveryLayerWithinTheBoundsOfItsInitialisation) {
  for (const auto initialisation : {Initialisation::standard, Initialisation::normalised}) {
    Rng rng(3);
    Network network({.initialisation = initialisation, .depth = 2, .width = 50, .inputs = 80}, rng);
    for (const auto& [path, parameter] : network.named_parameters()) {
      const Tensor& value = parameter->value();
      if (value.rank() == 1) {
        EXPECT_EQ(largest_magnitude(value), 0) << path;
        continue;
      }
      const auto out = static_cast<double>(value.extent(0));
      const auto in = static_cast<double>(value.extent(1));
      const double bound = initialisation == Initialisation::standard
                               ? 1 / std::sqrt(in)
                               : std::sqrt(6) / std::sqrt(in + out);
      EXPECT_LE(largest_magnitude(value), bound * (1 + 1e-6)) << path;
      EXPECT_GE(largest_magnitude(value), bound * 0.97) << path;
    }
  }
}

TEST(Network, AppliesItsActivationAfterEveryHiddenLayer) {
  const auto output_of = [](Activation activation) {
    Rng rng(5);
    Network network({.activation = activation, .depth = 1, .width = 1, .inputs = 1, .classes = 1},
                    rng);
    double seen = 0;
    const auto hook = network.activation(1).on_forward(
        [&](const gradflow::nn::Module&, std::span<const gradflow::Variable> inputs,
            std::span<const gradflow::Variable> outputs) {
          const double s = inputs[0].value().item(), z = outputs[0].value().item();
          switch (activation) {
            case Activation::tanh:
              seen = z - std::tanh(s);
              break;
            case Activation::sigmoid:
              seen = z - 1 / (1 + std::exp(-s));
              break;
            case Activation::softsign:
              seen = z - s / (1 + std::abs(s));
              break;
            case Activation::identity:
              seen = z - s;
              break;
          }
        });
    network(Tensor::full({1, 1}, 1.5));
    return seen;
  };
  for (const auto activation :
       {Activation::tanh, Activation::sigmoid, Activation::softsign, Activation::identity})
    EXPECT_NEAR(output_of(activation), 0, 1e-6) << name(activation);
}

TEST(Network, SaysWhatItIs) {
  EXPECT_EQ(NetworkConfig{}.text(), "network 1024-1000x5-9 tanh, standard initialisation");
  EXPECT_EQ((NetworkConfig{.activation = Activation::softsign,
                           .initialisation = Initialisation::normalised,
                           .depth = 4})
                .text(),
            "network 1024-1000x4-9 softsign, normalised initialisation");
}

TEST(Network, RefusesWhatItDoesNotHave) {
  Rng rng(1);
  expect_error<gradflow::ArgumentError>([&] { Network({.depth = 0}, rng); },
                                        "Network: depth is 0, expected at least 1");
  Network network({.depth = 2, .width = 4, .inputs = 3, .classes = 2}, rng);
  expect_error<gradflow::ArgumentError>([&] { network.linear(3); },
                                        "Network: no hidden layer 3; layers are 1 to 2");
}

}  // namespace
}  // namespace glorot2010
