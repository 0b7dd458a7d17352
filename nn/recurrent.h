#pragma once
// Recurrent layers: the same weights at each step of a sequence x of (time, batch, in), time ≥ 1.
//
//   auto [sequence, last] = rnn(x);                 // from a state of zeros
//   auto [sequence, last] = gru(x, state);          // from a state (batch, hidden)
//   auto [sequence, last, cell] = lstm(x, state, cell_state);
//
// `sequence` is the state after every step, (time, batch, hidden), and `last` the one after the
// last, (batch, hidden); a cell state is (batch, hidden) as well. A ShapeError says what does not
// fit.
//
// Parameters, with PyTorch's names and order of gates, one gate below the other: weight_ih (gates ·
// hidden, in), weight_hh (gates · hidden, hidden), bias_ih and bias_hh (gates · hidden). In the
// formulas a gate has its own rows of them: s_g = W_ih x + b_ih + W_hh h + b_hh, rows of g.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "nn/init/initialiser.h"
#include "nn/layer.h"
#include "tensor/random.h"

namespace gradflow::nn {

struct RecurrentOptions {
  init::Initialiser bias = init::constant(0);
  DType dtype = DType::float32;
};

// The parameters that the three share, and what is done with them.
class RecurrentWeights {
 public:
  // Each gate is drawn as a weight of its own, so that its fans are those of the gate: first the
  // gates of weight_ih, then of weight_hh, then the biases. `layer` stands in front of errors, and
  // is a literal. ArgumentError unless both extents are at least 1.
  RecurrentWeights(std::string_view layer, int gates, std::int64_t in, std::int64_t hidden,
                   const init::Initialiser& initialiser, Rng& rng, const RecurrentOptions& options);

  void visit(Visitor& visitor);
  std::int64_t hidden() const { return hidden_; }

  // Zeros for the batch of x. ShapeError unless x is (time, batch, in) with time ≥ 1.
  Variable zero_state(const Variable& x) const;
  // ShapeError unless x is such a one, and `state`, called `what`, (batch, hidden).
  void check(const Variable& x, const Variable& state, std::string_view what = "state") const;
  // W_ih x + b_ih for every step, (time · batch, gates · hidden): one product for all of them.
  Variable from_inputs(const Variable& x) const;
  // W_hh h + b_hh, (batch, gates · hidden).
  Variable from_state(const Variable& h) const;
  // The columns of one gate.
  Variable gate(const Variable& sums, int index) const;
  // Of one call for x.
  std::int64_t multiply_adds(const Variable& x) const;

 private:
  std::string_view layer_;
  int gates_;
  std::int64_t in_, hidden_;
  Parameter weight_ih_, weight_hh_, bias_ih_, bias_hh_;
};

// What the three are as modules.
template <class Signature>
class Recurrent : public Layer<Signature> {
 public:
  void visit(Visitor& visitor) override { weights_.visit(visitor); }
  std::optional<std::int64_t> multiply_adds(std::span<const Variable> inputs,
                                            std::span<const Variable>) const override {
    return weights_.multiply_adds(inputs[0]);
  }

 protected:
  explicit Recurrent(RecurrentWeights weights) : weights_(std::move(weights)) {}

  RecurrentWeights weights_;
};

// Elman 1990, "Finding structure in time": h ← tanh s.
class Rnn final : public Recurrent<std::array<Variable, 2>(Variable, Variable)> {
 public:
  // ArgumentError, here and in the others, unless both extents are at least 1.
  Rnn(std::int64_t in, std::int64_t hidden, const init::Initialiser& initialiser, Rng& rng,
      const RecurrentOptions& options = {})
      : Recurrent({"Rnn", 1, in, hidden, initialiser, rng, options}) {}

  using Recurrent::operator();
  std::array<Variable, 2> operator()(const Variable& x,
                                     SourceLocation where = SourceLocation::current()) {
    return (*this)(x, weights_.zero_state(x), where);
  }

 protected:
  std::array<Variable, 2> forward(const Variable& x, const Variable& state) override;
};

// Hochreiter & Schmidhuber 1997, "Long short-term memory", with the forget gate of Gers et al.
// 2000. Gates i, f, g, o: c ← σ(s_f) c + σ(s_i) tanh s_g;  h ← σ(s_o) tanh c. It takes and gives a
// cell state c beside h.
class Lstm final : public Recurrent<std::array<Variable, 3>(Variable, Variable, Variable)> {
 public:
  Lstm(std::int64_t in, std::int64_t hidden, const init::Initialiser& initialiser, Rng& rng,
       const RecurrentOptions& options = {})
      : Recurrent({"Lstm", 4, in, hidden, initialiser, rng, options}) {}

  using Recurrent::operator();
  std::array<Variable, 3> operator()(const Variable& x,
                                     SourceLocation where = SourceLocation::current()) {
    const Variable zero = weights_.zero_state(x);
    return (*this)(x, zero, zero, where);
  }

 protected:
  std::array<Variable, 3> forward(const Variable& x, const Variable& state,
                                  const Variable& cell) override;
};

// Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder", in the form whose
// reset gate acts after the product, as PyTorch's does. Gates r, z, n:
// n = tanh(W_in x + b_in + σ(s_r) (W_hn h + b_hn));  h ← n + σ(s_z) (h - n).
class Gru final : public Recurrent<std::array<Variable, 2>(Variable, Variable)> {
 public:
  Gru(std::int64_t in, std::int64_t hidden, const init::Initialiser& initialiser, Rng& rng,
      const RecurrentOptions& options = {})
      : Recurrent({"Gru", 3, in, hidden, initialiser, rng, options}) {}

  using Recurrent::operator();
  std::array<Variable, 2> operator()(const Variable& x,
                                     SourceLocation where = SourceLocation::current()) {
    return (*this)(x, weights_.zero_state(x), where);
  }

 protected:
  std::array<Variable, 2> forward(const Variable& x, const Variable& state) override;
};

}  // namespace gradflow::nn
