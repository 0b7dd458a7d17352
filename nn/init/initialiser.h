#pragma once
// Initialisers as values: what fills a weight at its birth. Layers take one, and so may any code
// that makes a parameter. A weight's shape is (out, in, receptive field…), from which the fans are
// read: fan_in = in · field, fan_out = out · field. The same generator gives the same bits for any
// number of threads.

#include <cstdint>
#include <string_view>

#include "tensor/error.h"
#include "tensor/random.h"
#include "tensor/tensor.h"

namespace gradflow::init {

// A function and the two numbers it takes; a user's own is `Initialiser{my_draw, a, b}`.
struct Initialiser {
  using Draw = Tensor (*)(const Shape& weight_shape, Rng& rng, DType dtype, double a, double b);

  Draw draw = nullptr;
  double a = 0;
  double b = 0;

  // ArgumentError without a function.
  Tensor operator()(const Shape& weight_shape, Rng& rng, DType dtype = DType::float32) const {
    require(draw != nullptr, "Initialiser: has no function to draw with");
    return draw(weight_shape, rng, dtype, a, b);
  }
};

struct Fans {
  std::int64_t in;
  std::int64_t out;
};

// ShapeError, naming `operation`, for a shape of less than two axes or one without elements.
Fans fans(const Shape& weight_shape, std::string_view operation);

// Every element `value`; takes nothing from the generator. Variance 0.
Initialiser constant(double value);
// U[low, high). Variance (high - low)² / 12. ArgumentError unless low ≤ high, both finite.
Initialiser uniform(double low, double high);
// N(mean, deviation²). Variance deviation². ArgumentError unless both are finite, deviation ≥ 0.
Initialiser normal(double mean, double deviation);

// "Standard", eq. 1 of Glorot & Bengio 2010: U[-1/√fan_in, 1/√fan_in). Variance 1 / (3 fan_in).
Initialiser standard_uniform();
// Normal with the same variance, 1 / (3 fan_in).
Initialiser standard_as_normal();

// "Normalised", eq. 16 of Glorot & Bengio 2010, also known as Xavier: U[-r, r) with
// r = √6 / √(fan_in + fan_out). Variance 2 / (fan_in + fan_out).
Initialiser glorot_uniform();
// Normal with the same variance, 2 / (fan_in + fan_out).
Initialiser glorot_normal();

// For rectifiers, the variance of eq. 10 of He et al. 2015, "Delving deep into rectifiers":
// U[-r, r) with r = √6 / √fan_in. Variance 2 / fan_in.
Initialiser he_uniform();
// Normal with the same variance, 2 / fan_in.
Initialiser he_normal();

}  // namespace gradflow::init
