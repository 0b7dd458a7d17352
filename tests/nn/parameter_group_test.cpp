#include "nn/optim/parameter_group.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>

#include "autograd/ops.h"
#include "nn/optim/sgd.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::expect_error;

// How far one step under a gradient of 1 everywhere moves the first element of each parameter, by
// path. The weights start at 1, so that decay shows.
std::map<std::string, double> moves(const std::vector<ParameterGroup>& groups) {
  Rng rng(1);
  nn::Sequential net;
  net.add<nn::Linear>("h1", 2, 2, init::constant(1), rng);
  net.add<nn::Linear>("h10", 2, 2, init::constant(1), rng);
  Sgd sgd(net, {.learning_rate = 0.5, .weight_decay = 0.25, .groups = groups});
  sgd.set_learning_rate(0.25);  // factors go with it
  Variable loss = sum(*net.parameters()[0]);
  for (std::size_t i = 1; i < 4; ++i) loss = loss + sum(*net.parameters()[i]);
  std::map<std::string, double> found;
  const auto parameters = net.named_parameters();
  for (const auto& [path, p] : parameters) found[path] = p->value().reshape({-1}).at({0});
  sgd.backward(loss);
  for (const auto& [path, p] : parameters) found[path] -= p->value().reshape({-1}).at({0});
  return found;
}

using Moves = std::map<std::string, double>;

TEST(ParameterGroup, WithoutOneTheOptionsHoldForAll) {
  EXPECT_EQ(moves({}), (Moves{{"h1.weight", 0.25 * 1.25},
                              {"h1.bias", 0.25},
                              {"h10.weight", 0.25 * 1.25},
                              {"h10.bias", 0.25}}));
}

TEST(ParameterGroup, BelowAPathHasItsOwnRateAndDecay) {
  EXPECT_EQ(moves({parameters_below("h1", {.rate_factor = 2, .weight_decay = 0.5})}),
            (Moves{{"h1.weight", 0.5 * 1.5},
                   {"h1.bias", 0.5},
                   {"h10.weight", 0.25 * 1.25},
                   {"h10.bias", 0.25}}));
}

TEST(ParameterGroup, ByNameHoldsThoseOfEveryModule) {
  EXPECT_EQ(moves({parameters_named("weight", {.weight_decay = 0}),
                   parameters_named("bias", {.rate_factor = 0})}),
            (Moves{{"h1.weight", 0.25}, {"h1.bias", 0}, {"h10.weight", 0.25}, {"h10.bias", 0}}));
}

TEST(ParameterGroup, IsWhatItsFunctionSays) {
  EXPECT_EQ(moves({{"long ones",
                    [](std::string_view path) { return path.size() > 9; },
                    {.rate_factor = 4}}})
                .at("h10.weight"),
            1.25);
}

struct RefusedGroup : ::testing::Test {
  RefusedGroup() { add_layers(net, {4, 3, 2}, rng); }
  void expect_refusal(const std::vector<ParameterGroup>& groups, std::string_view text) {
    expect_error<ArgumentError>([&] { Sgd(net, {.groups = groups}); }, text);
  }
  Rng rng{5};
  nn::Sequential net;
};

TEST_F(RefusedGroup, HoldsNothing) {
  expect_refusal({parameters_below("h2", {})},
                 "Sgd: the group \"below h2\" holds no parameter; the first of 4 is \"h1.weight\"");
  expect_refusal(
      {parameters_named("ias", {})},
      "Sgd: the group \"named ias\" holds no parameter; the first of 4 is \"h1.weight\"");
}

TEST_F(RefusedGroup, OverlapsAnother) {
  expect_refusal({parameters_named("bias", {}), parameters_below("out", {})},
                 "Sgd: \"out.bias\" is in two groups, \"named bias\" and \"below out\"");
}

TEST_F(RefusedGroup, HasABadNumber) {
  expect_refusal({parameters_named("bias", {.rate_factor = -1})},
                 "Sgd: the rate factor of the group \"named bias\" is -1; it must be finite and "
                 "not negative");
  expect_refusal(
      {parameters_named("bias", {.weight_decay = std::numeric_limits<double>::infinity()})},
      "Sgd: the weight decay of the group \"named bias\" is inf; it must be finite and "
      "not negative");
}

TEST_F(RefusedGroup, MakesARateBeyondFloat32) {
  const std::vector<ParameterGroup> groups = {parameters_named("bias", {.rate_factor = 1e30})};
  const char* text = "Sgd: the learning rate of \"h1.bias\" is 1e+30 · 1e+30, beyond float32";
  expect_error<ArgumentError>([&] { Sgd(net, {.learning_rate = 1e30, .groups = groups}); }, text);
  Sgd sgd(net, {.learning_rate = 1, .groups = groups});
  expect_error<ArgumentError>([&] { sgd.set_learning_rate(1e30); }, text);
  EXPECT_EQ(sgd.learning_rate(), 1);
}

TEST_F(RefusedGroup, HasNoFunction) {
  expect_refusal({{"mine", nullptr, {}}},
                 "Sgd: the group \"mine\" has no function that says what it holds");
}

}  // namespace
}  // namespace gradflow::optim
