// Every optimiser that PyTorch has as well, beside its values (tests/reference/make_optimizers.py).

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "nn/optim/adagrad.h"
#include "nn/optim/adam.h"
#include "nn/optim/rmsprop.h"
#include "nn/optim/sgd.h"
#include "tests/nn/bowl.h"
#include "tests/nn/reference_values.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::Bowl;
using gradflow::testing::close;
using gradflow::testing::float64_tensor;
using gradflow::testing::reference_values;

struct Case {
  const char* name;
  std::function<std::unique_ptr<Optimizer>(nn::Module&)> make;
};

template <class O, class Options>
Case with(const char* name, const Options& options) {
  return {name, [=](nn::Module& module) { return std::make_unique<O>(module, options); }};
}

std::vector<Case> cases() {
  return {
      with<Sgd>("sgd_nesterov",
                SgdOptions{.learning_rate = 0.1, .momentum = 0.9, .nesterov = true}),
      with<Sgd>("sgd_nesterov_decay",
                SgdOptions{
                    .learning_rate = 0.1, .momentum = 0.8, .weight_decay = 0.05, .nesterov = true}),
      with<Sgd>("sgd_momentum_decay",
                SgdOptions{.learning_rate = 0.1, .momentum = 0.8, .weight_decay = 0.05}),
      with<Adam>("adam", AdamOptions{.learning_rate = 0.01}),
      with<Adam>("adam_decay", AdamOptions{.learning_rate = 0.02,
                                           .beta1 = 0.8,
                                           .beta2 = 0.95,
                                           .epsilon = 1e-6,
                                           .weight_decay = 0.1}),
      with<AdamW>("adamw", AdamWOptions{.learning_rate = 0.01, .weight_decay = 0.2}),
      with<Rmsprop>("rmsprop", RmspropOptions{.learning_rate = 0.01, .smoothing = 0.9}),
      with<Rmsprop>("rmsprop_momentum_decay", RmspropOptions{.learning_rate = 0.01,
                                                             .smoothing = 0.95,
                                                             .epsilon = 1e-5,
                                                             .momentum = 0.7,
                                                             .weight_decay = 0.1}),
      with<Adagrad>("adagrad", AdagradOptions{.learning_rate = 0.1}),
      with<Adagrad>("adagrad_initial_decay", AdagradOptions{.learning_rate = 0.1,
                                                            .epsilon = 1e-8,
                                                            .initial_sum_square = 0.3,
                                                            .weight_decay = 0.1}),
  };
}

// The weights after each update; where the case has a float32 bowl, as float64.
void expect_reference_weights(DType dtype, double tolerance) {
  const nlohmann::json reference = reference_values("optimizers.json");
  ASSERT_EQ(reference["weights"].size(), cases().size());
  for (const Case& c : cases()) {
    Bowl bowl(float64_tensor(reference["start"], {5}).to(dtype));
    const auto optimizer = c.make(bowl);
    for (std::size_t step = 0; step < reference["gradients"].size(); ++step) {
      optimizer->backward(bowl.slope(float64_tensor(reference["gradients"][step], {5}).to(dtype)));
      const Tensor expected = float64_tensor(reference["weights"].at(c.name)[step], {5});
      ASSERT_TRUE(close(bowl.w.value().to(DType::float64), expected, tolerance))
          << c.name << " after step " << step;
    }
  }
}

TEST(OptimizerReference, WeightsAreThoseOfPyTorch) {
  expect_reference_weights(DType::float64, 1e-14);
}

TEST(OptimizerReference, Float32WeightsAreThoseOfPyTorchToTheirAccuracy) {
  expect_reference_weights(DType::float32, 3e-6);
}

}  // namespace
}  // namespace gradflow::optim
