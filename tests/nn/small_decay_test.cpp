// A rate times a weight decay below the spacing of floats: what decays in one step is then less
// than a weight's own rounding, and right on the average over many weights, whose gradients differ.
// (Those of Lion's step do not: it is one number for all.)

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "autograd/backward.h"
#include "nn/optim/adam.h"
#include "nn/optim/lion.h"
#include "nn/optim/sgd.h"
#include "tests/nn/bowl.h"
#include "tests/nn/networks.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::Bowl;
using gradflow::testing::loss_of;
using gradflow::testing::random_batch;

constexpr double kSmallRate = 0.01, kSmallDecay = 2e-6;

using MakeDecaying = std::function<std::unique_ptr<Optimizer>(nn::Module&, double decay)>;

template <class O, class Options>
MakeDecaying with_decay(Options options) {
  return [options](nn::Module& module, double decay) {
    Options decaying = options;
    decaying.weight_decay = decay;
    return std::make_unique<O>(module, decaying);
  };
}

struct SmallDecayCase {
  std::string name;
  MakeDecaying make;
  std::int64_t batch;
  bool during_the_pass;
  friend std::ostream& operator<<(std::ostream& out, const SmallDecayCase& of) {
    return out << of.name;
  }
};

// Weights and biases of a network after one step from the same start, one after the other.
std::vector<Tensor> parameters_after_a_step(const SmallDecayCase& of, double decay) {
  Rng rng(3);
  nn::Sequential net;
  add_layers(net, {64, 96, 96, 10}, rng);
  const auto optimizer = of.make(net, decay);
  const Variable loss = loss_of(net, random_batch(rng, of.batch, 64, 10));
  if (of.during_the_pass) {
    optimizer->backward(loss);
  } else {
    backward(loss);
    optimizer->step();
  }
  std::vector<Tensor> found;
  for (const nn::Parameter* parameter : net.parameters()) found.push_back(parameter->value());
  return found;
}

// The factor of w in what decayed, by least squares.
struct ShareOfWeights {
  double product = 0, square = 0;
  void add(double weight, double after) {
    product += weight * (weight - after);
    square += weight * weight;
  }
  double share() const { return product / square; }
};

struct SmallDecay : ::testing::TestWithParam<SmallDecayCase> {};

TEST_P(SmallDecay, TakesItsShareOfEachWeight) {
  const auto without = parameters_after_a_step(GetParam(), 0);
  const auto with = parameters_after_a_step(GetParam(), kSmallDecay);
  ShareOfWeights found;
  for (std::size_t p = 0; p < with.size(); ++p) {
    const auto before = without[p].values<float>(), after = with[p].values<float>();
    for (std::size_t i = 0; i < before.size(); ++i)
      found.add(static_cast<double>(before[i]), static_cast<double>(after[i]));
  }
  EXPECT_NEAR(found.share() / (kSmallRate * kSmallDecay), 1, 0.1);
}

INSTANTIATE_TEST_SUITE_P(
    Optimizers, SmallDecay,
    ::testing::Values(
        SmallDecayCase{"SgdInTheWalkOverAWeight",
                       with_decay<Sgd>(SgdOptions{.learning_rate = kSmallRate}), 4, true},
        SmallDecayCase{"SgdInAProductOfSomeRows",
                       with_decay<Sgd>(SgdOptions{.learning_rate = kSmallRate}), 30, true},
        SmallDecayCase{"SgdInAProductOfManyRows",
                       with_decay<Sgd>(SgdOptions{.learning_rate = kSmallRate}), 200, true},
        SmallDecayCase{"SgdInAProductOfSeveralBands",
                       with_decay<Sgd>(SgdOptions{.learning_rate = kSmallRate}), 600, true},
        SmallDecayCase{"SgdAfterThePass", with_decay<Sgd>(SgdOptions{.learning_rate = kSmallRate}),
                       4, false},
        SmallDecayCase{"SgdWithMomentum",
                       with_decay<Sgd>(SgdOptions{.learning_rate = kSmallRate, .momentum = 0.9}), 4,
                       true},
        SmallDecayCase{
            "AdamW", with_decay<AdamW>(AdamWOptions{.learning_rate = kSmallRate, .epsilon = 1e-3}),
            4, true}),
    [](const auto& of) { return of.param.name; });

// Its step is one number for all weights, up or down: what decayed is left in the mean of both.
TEST(SmallDecayOfLion, TakesItsShareOfEachWeight) {
  constexpr double kRate = 1e-6, kDecay = 0.1;
  Rng rng(3);
  const Tensor start = rng.uniform(Shape{20000}, -1, 1, DType::float32);
  const auto after_a_step = [&](double slope) {
    Bowl bowl(start);
    Lion lion(bowl, {.learning_rate = kRate, .weight_decay = kDecay});
    lion.backward(bowl.slope(Tensor::full(start.shape(), slope)));
    return bowl.w.value();
  };
  const Tensor down = after_a_step(1), up = after_a_step(-1);
  const auto before = start.values<float>(), low = down.values<float>(), high = up.values<float>();
  ShareOfWeights found;
  for (std::size_t i = 0; i < before.size(); ++i)
    found.add(static_cast<double>(before[i]),
              (static_cast<double>(low[i]) + static_cast<double>(high[i])) / 2);
  EXPECT_NEAR(found.share() / (kRate * kDecay), 1, 0.1);
}

}  // namespace
}  // namespace gradflow::optim
