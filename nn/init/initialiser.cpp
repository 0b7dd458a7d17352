#include "nn/init/initialiser.h"

#include <cmath>

#include "tensor/error.h"

namespace gradflow::init {

namespace {

Tensor draw_constant(const Shape& shape, Rng&, DType dtype, double value, double) {
  return Tensor::full(shape, value, dtype);
}

Tensor draw_uniform(const Shape& shape, Rng& rng, DType dtype, double low, double high) {
  return rng.uniform(shape, low, high, dtype);
}

Tensor draw_normal(const Shape& shape, Rng& rng, DType dtype, double mean, double deviation) {
  return rng.normal(shape, mean, deviation, dtype);
}

// A uniform variable on [-r, r) has the variance r² / 3.
Tensor uniform_of_variance(double variance, const Shape& shape, Rng& rng, DType dtype) {
  const double bound = std::sqrt(3 * variance);
  return rng.uniform(shape, -bound, bound, dtype);
}

Tensor normal_of_variance(double variance, const Shape& shape, Rng& rng, DType dtype) {
  return rng.normal(shape, 0, std::sqrt(variance), dtype);
}

double standard_variance(const Shape& shape) {
  return 1 / (3 * static_cast<double>(fans(shape, "standard initialiser").in));
}

double glorot_variance(const Shape& shape) {
  const auto [in, out] = fans(shape, "glorot initialiser");
  return 2 / static_cast<double>(in + out);
}

double he_variance(const Shape& shape) {
  return 2 / static_cast<double>(fans(shape, "he initialiser").in);
}

template <double (*kVariance)(const Shape&)>
Initialiser scaled_uniform() {
  return {[](const Shape& shape, Rng& rng, DType dtype, double, double) {
    return uniform_of_variance(kVariance(shape), shape, rng, dtype);
  }};
}

template <double (*kVariance)(const Shape&)>
Initialiser scaled_normal() {
  return {[](const Shape& shape, Rng& rng, DType dtype, double, double) {
    return normal_of_variance(kVariance(shape), shape, rng, dtype);
  }};
}

}  // namespace

Fans fans(const Shape& weight_shape, std::string_view operation) {
  require<ShapeError>(weight_shape.rank() >= 2 && weight_shape.elements() > 0,
                      "{}: the weight is {}; expected (out, in) or (out, in, receptive field…), "
                      "all at least 1; use constant, uniform or normal for a bias",
                      operation, weight_shape);
  const std::int64_t field = weight_shape.inner(1);
  return {weight_shape[1] * field, weight_shape[0] * field};
}

Initialiser constant(double value) { return {draw_constant, value}; }

Initialiser uniform(double low, double high) {
  require(low <= high && std::isfinite(high - low),
          "uniform initialiser: the range is {} to {}; expected two finite numbers in order", low,
          high);
  return {draw_uniform, low, high};
}

Initialiser normal(double mean, double deviation) {
  require(std::isfinite(mean) && std::isfinite(deviation) && deviation >= 0,
          "normal initialiser: mean {}, standard deviation {}; expected finite numbers, the second "
          "not negative",
          mean, deviation);
  return {draw_normal, mean, deviation};
}

Initialiser standard_uniform() { return scaled_uniform<standard_variance>(); }
Initialiser standard_as_normal() { return scaled_normal<standard_variance>(); }
Initialiser glorot_uniform() { return scaled_uniform<glorot_variance>(); }
Initialiser glorot_normal() { return scaled_normal<glorot_variance>(); }
Initialiser he_uniform() { return scaled_uniform<he_variance>(); }
Initialiser he_normal() { return scaled_normal<he_variance>(); }

}  // namespace gradflow::init
