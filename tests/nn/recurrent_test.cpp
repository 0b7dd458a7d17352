#include "nn/recurrent.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "autograd/backward.h"
#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "tests/nn/reference_values.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::close;
using gradflow::testing::expect_error;
using gradflow::testing::float64_tensor;
using gradflow::testing::same_bits;

constexpr std::int64_t kTime = 4, kRows = 3, kIn = 2, kHidden = 5;
const RecurrentOptions kFloat64{.bias = init::uniform(-1, 1), .dtype = DType::float64};

// A layer with the parameters of the case, called on its input and states; outputs and gradients
// are PyTorch's (tests/reference/make_recurrent.py).
template <class L, class... State>
void expect_values_of_pytorch(const std::string& name, State... which) {
  const auto reference = gradflow::testing::reference_values("recurrent.json").at(name);
  Rng rng(1);
  L layer(kIn, kHidden, init::glorot_uniform(), rng, kFloat64);
  const auto parameters = layer.named_parameters();
  ASSERT_EQ(parameters.size(), reference["parameters"].size());
  for (const auto& [path, parameter] : parameters)
    parameter->node().replace_value(
        float64_tensor(reference["parameters"].at(path), parameter->shape()));

  Variable x(float64_tensor(reference["x"], {kTime, kRows, kIn}), RequiresGradient::yes);
  std::vector<Variable> states;
  for (const auto& state : reference["states"])
    states.emplace_back(float64_tensor(state, {kRows, kHidden}), RequiresGradient::yes);
  const auto outputs = layer(x, states[static_cast<std::size_t>(which)]...);

  Variable loss;
  ASSERT_EQ(outputs.size(), reference["outputs"].size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Shape& shape = outputs[i].shape();
    EXPECT_TRUE(close(outputs[i].value(), float64_tensor(reference["outputs"][i], shape), 1e-14));
    const Variable part = sum(outputs[i] * float64_tensor(reference["output_weights"][i], shape));
    loss = loss.defined() ? loss + part : part;
  }
  backward(loss);
  for (const auto& [path, parameter] : parameters)
    EXPECT_TRUE(close(parameter->gradient(),
                      float64_tensor(reference["gradients"].at(path), parameter->shape()), 1e-13))
        << path;
  EXPECT_TRUE(close(x.gradient(), float64_tensor(reference["gradient_of_x"], x.shape()), 1e-13));
  for (std::size_t i = 0; i < states.size(); ++i)
    EXPECT_TRUE(close(states[i].gradient(),
                      float64_tensor(reference["gradients_of_states"][i], {kRows, kHidden}),
                      1e-13));
}

TEST(Recurrent, RnnIsThatOfPyTorch) { expect_values_of_pytorch<Rnn>("rnn", 0); }
TEST(Recurrent, LstmIsThatOfPyTorch) { expect_values_of_pytorch<Lstm>("lstm", 0, 1); }
TEST(Recurrent, GruIsThatOfPyTorch) { expect_values_of_pytorch<Gru>("gru", 0); }

template <class L>
struct EveryRecurrent : ::testing::Test {
  Rng rng{3};
  L layer{kIn, kHidden, init::glorot_uniform(), rng, kFloat64};
};
using Kinds = ::testing::Types<Rnn, Lstm, Gru>;
TYPED_TEST_SUITE(EveryRecurrent, Kinds);

TYPED_TEST(EveryRecurrent, PassesGradcheckInItsInputAndItsStates) {
  auto& recurrent = this->layer;
  const auto f = [&](std::span<const Variable> inputs) {
    if constexpr (std::is_same_v<TypeParam, Lstm>) {
      const auto [sequence, last, cell] = recurrent(inputs[0], inputs[1], inputs[2]);
      return sum(sequence) + sum(last * cell);
    } else {
      const auto [sequence, last] = recurrent(inputs[0], inputs[1]);
      return sum(sequence) + sum(last * last);
    }
  };
  for (const Shape& shape : {Shape{3, 2, kIn}, Shape{1, 1, kIn}}) {
    std::vector<Tensor> inputs{this->rng.uniform(shape, -1, 1)};
    for (int state = 0; state < (std::is_same_v<TypeParam, Lstm> ? 2 : 1); ++state)
      inputs.push_back(this->rng.uniform({shape[1], kHidden}, -1, 1));
    const GradcheckReport report = gradcheck(f, inputs);
    EXPECT_TRUE(report.passed) << report.text();
  }
}

TYPED_TEST(EveryRecurrent, BeginsFromZerosWhenNoStateIsGiven) {
  auto& recurrent = this->layer;
  const Tensor x = this->rng.uniform({kTime, kRows, kIn}, -1, 1, DType::float64);
  const Variable zeros(Tensor::zeros({kRows, kHidden}, DType::float64));
  if constexpr (std::is_same_v<TypeParam, Lstm>) {
    EXPECT_TRUE(same_bits(recurrent(x)[0].value(), recurrent(x, zeros, zeros)[0].value()));
  } else {
    EXPECT_TRUE(same_bits(recurrent(x)[0].value(), recurrent(x, zeros)[0].value()));
  }
}

TYPED_TEST(EveryRecurrent, GoesOnFromTheLastState) {
  auto& recurrent = this->layer;
  const Tensor x = this->rng.uniform({kTime, kRows, kIn}, -1, 1, DType::float64);
  const auto whole = recurrent(x);
  EXPECT_TRUE(same_bits(whole[0].value().rows(kTime - 1, kTime).reshape({kRows, kHidden}),
                        whole[1].value()));
  const auto first = recurrent(x.rows(0, 1));
  if constexpr (std::is_same_v<TypeParam, Lstm>) {
    EXPECT_TRUE(
        close(recurrent(x.rows(1, kTime), first[1], first[2])[2].value(), whole[2].value(), 1e-15));
  } else {
    EXPECT_TRUE(close(recurrent(x.rows(1, kTime), first[1])[1].value(), whole[1].value(), 1e-15));
  }
}

TYPED_TEST(EveryRecurrent, TakesAnEmptyBatch) {
  const auto outputs = this->layer(Tensor::zeros({kTime, 0, kIn}, DType::float64));
  EXPECT_EQ(outputs[0].shape(), (Shape{kTime, 0, kHidden}));
  EXPECT_EQ(outputs[1].shape(), (Shape{0, kHidden}));
}

TYPED_TEST(EveryRecurrent, DrawsEachGateAsAWeightOfItsOwn) {
  Rng draws(9), again(9);
  TypeParam drawn(kIn, kHidden, init::glorot_uniform(), draws);
  const Tensor gate = init::glorot_uniform()({kHidden, kIn}, again);
  EXPECT_TRUE(same_bits(drawn.parameters()[0]->value().rows(0, kHidden), gate));
}

TYPED_TEST(EveryRecurrent, ShowsItsStateToHooks) {
  std::vector<Shape> inputs, outputs;
  const HookHandle hook = this->layer.on_forward([&](const Module&, auto in, auto out) {
    for (const Variable& v : in) inputs.push_back(v.shape());
    for (const Variable& v : out) outputs.push_back(v.shape());
  });
  this->layer(Tensor::zeros({kTime, kRows, kIn}, DType::float64));
  ASSERT_GE(inputs.size(), 2U);
  EXPECT_EQ(inputs[1], (Shape{kRows, kHidden}));
  EXPECT_EQ(outputs[0], (Shape{kTime, kRows, kHidden}));
}

TEST(Recurrent, RefusesWhatDoesNotFit) {
  Rng rng(1);
  Lstm lstm(kIn, kHidden, init::glorot_uniform(), rng);
  expect_error<ShapeError>(
      [&] {
        lstm(Tensor::zeros({4, 3}));
      },
      "Lstm: the input is [4, 3]; expected (time, batch, 2) with at least one time step");
  expect_error<ShapeError>(
      [&] {
        lstm(Tensor::zeros({0, 3, 2}));
      },
      "Lstm: the input is [0, 3, 2]; expected (time, batch, 2) with at least one time step");
  const Tensor x = Tensor::zeros({4, 3, 2}), good = Tensor::zeros({3, 5});
  expect_error<ShapeError>(
      [&] {
        lstm(x, Tensor::zeros({5, 3}), good);
      },
      "Lstm: the initial state is [5, 3]; expected [3, 5]");
  expect_error<ShapeError>([&] { lstm(x, good, Tensor::zeros({5})); },
                           "Lstm: the initial cell state is [5]; expected [3, 5]");
  expect_error<ArgumentError>([&] { Gru(0, 5, init::glorot_uniform(), rng); },
                              "Gru: in is 0, hidden is 5; both must be at least 1");
}

}  // namespace
}  // namespace gradflow::nn
