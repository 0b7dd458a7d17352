#include "nn/recurrent.h"

#include <vector>

#include "autograd/ops/activation.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/product.h"
#include "autograd/ops/rearrange.h"
#include "tensor/error.h"
#include "tensor/rearrange.h"

namespace gradflow::nn {

namespace {

Parameter drawn(int gates, const Shape& shape, const init::Initialiser& initialiser, Rng& rng,
                DType dtype) {
  std::vector<Tensor> parts;
  parts.reserve(static_cast<std::size_t>(gates));
  for (int gate = 0; gate < gates; ++gate) parts.push_back(initialiser(shape, rng, dtype));
  return Parameter(concatenate(parts, 0));
}

// The states after all steps, one after the other: (time, batch, hidden).
Variable joined(const std::vector<Variable>& states) {
  const Shape& each = states[0].shape();
  return reshape(concatenate(states, 0),
                 {static_cast<std::int64_t>(states.size()), each[0], each[1]});
}

}  // namespace

RecurrentWeights::RecurrentWeights(std::string_view layer, int gates, std::int64_t in,
                                   std::int64_t hidden, const init::Initialiser& initialiser,
                                   Rng& rng, const RecurrentOptions& options)
    : layer_(layer), gates_(gates), in_(in), hidden_(hidden) {
  require(in >= 1 && hidden >= 1, "{}: in is {}, hidden is {}; both must be at least 1", layer, in,
          hidden);
  weight_ih_ = drawn(gates, {hidden, in}, initialiser, rng, options.dtype);
  weight_hh_ = drawn(gates, {hidden, hidden}, initialiser, rng, options.dtype);
  bias_ih_ = drawn(gates, {hidden}, options.bias, rng, options.dtype);
  bias_hh_ = drawn(gates, {hidden}, options.bias, rng, options.dtype);
}

void RecurrentWeights::visit(Visitor& visitor) {
  visitor.parameter("weight_ih", weight_ih_);
  visitor.parameter("weight_hh", weight_hh_);
  visitor.parameter("bias_ih", bias_ih_);
  visitor.parameter("bias_hh", bias_hh_);
}

Variable RecurrentWeights::zero_state(const Variable& x) const {
  require<ShapeError>(x.shape().rank() == 3 && x.shape()[2] == in_ && x.shape()[0] >= 1,
                      "{}: the input is {}; expected (time, batch, {}) with at least one time step",
                      layer_, x.shape(), in_);
  return Tensor::zeros({x.shape()[1], hidden_}, weight_ih_.dtype());
}

void RecurrentWeights::check(const Variable& x, const Variable& state,
                             std::string_view what) const {
  const Shape expected = zero_state(x).shape();
  require<ShapeError>(state.shape() == expected, "{}: the initial {} is {}; expected {}", layer_,
                      what, state.shape(), expected);
}

Variable RecurrentWeights::from_inputs(const Variable& x) const {
  return linear(reshape(x, {x.shape()[0] * x.shape()[1], in_}), weight_ih_, bias_ih_);
}

Variable RecurrentWeights::from_state(const Variable& h) const {
  return linear(h, weight_hh_, bias_hh_);
}

Variable RecurrentWeights::gate(const Variable& sums, int index) const {
  return slice(sums, 1, index * hidden_, (index + 1) * hidden_);
}

std::int64_t RecurrentWeights::multiply_adds(const Variable& x) const {
  return x.shape()[0] * x.shape()[1] * gates_ * hidden_ * (in_ + hidden_);
}

std::array<Variable, 2> Rnn::forward(const Variable& x, const Variable& state) {
  weights_.check(x, state);
  const std::int64_t time = x.shape()[0], batch = x.shape()[1];
  const Variable all = weights_.from_inputs(x);
  std::vector<Variable> states;
  for (std::int64_t t = 0; t < time; ++t) {
    const Variable& h = t == 0 ? state : states.back();
    states.push_back(tanh(slice(all, 0, t * batch, (t + 1) * batch) + weights_.from_state(h)));
  }
  return {joined(states), states.back()};
}

std::array<Variable, 3> Lstm::forward(const Variable& x, const Variable& state,
                                      const Variable& cell) {
  weights_.check(x, state);
  weights_.check(x, cell, "cell state");
  const std::int64_t time = x.shape()[0], batch = x.shape()[1];
  const Variable all = weights_.from_inputs(x);
  std::vector<Variable> states;
  Variable c;
  for (std::int64_t t = 0; t < time; ++t) {
    const Variable& h = t == 0 ? state : states.back();
    const Variable s = slice(all, 0, t * batch, (t + 1) * batch) + weights_.from_state(h);
    const Variable i = sigmoid(weights_.gate(s, 0)), f = sigmoid(weights_.gate(s, 1));
    const Variable g = tanh(weights_.gate(s, 2)), o = sigmoid(weights_.gate(s, 3));
    c = f * (t == 0 ? cell : c) + i * g;
    states.push_back(o * tanh(c));
  }
  return {joined(states), states.back(), c};
}

std::array<Variable, 2> Gru::forward(const Variable& x, const Variable& state) {
  weights_.check(x, state);
  const std::int64_t time = x.shape()[0], batch = x.shape()[1];
  const Variable all = weights_.from_inputs(x);
  std::vector<Variable> states;
  for (std::int64_t t = 0; t < time; ++t) {
    const Variable& h = t == 0 ? state : states.back();
    const Variable a = slice(all, 0, t * batch, (t + 1) * batch), b = weights_.from_state(h);
    const Variable r = sigmoid(weights_.gate(a, 0) + weights_.gate(b, 0));
    const Variable z = sigmoid(weights_.gate(a, 1) + weights_.gate(b, 1));
    const Variable n = tanh(weights_.gate(a, 2) + r * weights_.gate(b, 2));
    states.push_back(n + z * (h - n));
  }
  return {joined(states), states.back()};
}

}  // namespace gradflow::nn
