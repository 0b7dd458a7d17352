#include "tests/differential/nn/nn_arrays.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/expect_tensor.h"

namespace gradflow::differential {

DType element_type(Precision precision) {
  return precision == Precision::float32 ? DType::float32 : DType::float64;
}

double epsilon_of(Precision precision) {
  return precision == Precision::float32
             ? static_cast<double>(std::numeric_limits<float>::epsilon())
             : std::numeric_limits<double>::epsilon();
}

Array to_array(const Tensor& x) {
  const auto extents = x.shape().extents();
  return {{extents.begin(), extents.end()}, testing::doubles(x)};
}

Tensor to_tensor(const Array& x, DType dtype) {
  return Tensor::from(Shape(x.shape), x.elements, dtype);
}

Array drawn_normal(const Shape& shape, Rng& rng, double deviation, Precision rounded) {
  return to_array(rng.normal(shape, 0, deviation, DType::float64).to(element_type(rounded)));
}

double array_error(const Array& ours, const Array& theirs, Precision unit) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  if (ours.shape != theirs.shape) return kInfinite;
  double largest = 1, worst = 0;
  for (const double b : theirs.elements)
    if (std::isfinite(b)) largest = std::max(largest, std::abs(b));
  for (std::size_t i = 0; i < ours.elements.size(); ++i) {
    const double a = ours.elements[i], b = theirs.elements[i];
    if (a == b || (std::isnan(a) && std::isnan(b))) continue;
    if (!std::isfinite(a) || !std::isfinite(b)) return kInfinite;
    worst = std::max(worst, std::abs(a - b));
  }
  return worst / (epsilon_of(unit) * largest);
}

}  // namespace gradflow::differential
