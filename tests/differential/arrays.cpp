#include "tests/differential/arrays.h"

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

double largest_finite(const Array& x) {
  double largest = 0;
  for (const double element : x.elements)
    if (std::isfinite(element)) largest = std::max(largest, std::abs(element));
  return largest;
}

double error_between(double ours, double theirs, double floor, double epsilon) {
  if (ours == theirs || (std::isnan(ours) && std::isnan(theirs))) return 0;
  if (!std::isfinite(ours) || !std::isfinite(theirs))
    return std::numeric_limits<double>::infinity();
  return std::abs(ours - theirs) / (epsilon * std::max(std::abs(theirs), floor));
}

double array_error(const Array& ours, const Array& theirs, Precision unit) {
  if (ours.shape != theirs.shape) return std::numeric_limits<double>::infinity();
  const double largest = std::max(1.0, largest_finite(theirs));
  double worst = 0;
  for (std::size_t i = 0; i < ours.elements.size(); ++i)
    worst = std::max(
        worst, error_between(ours.elements[i], theirs.elements[i], largest, epsilon_of(unit)));
  return worst;
}

}  // namespace gradflow::differential
