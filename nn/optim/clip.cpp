#include "nn/optim/clip.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"
#include "tensor/error.h"
#include "tensor/reduce.h"

namespace gradflow::optim {

namespace {

struct Bounded {
  double limit;
  template <class T>
  T operator()(T g) const {
    const T most = static_cast<T>(limit);
    return g > most ? most : (g < -most ? -most : g);
  }
};

// In float64, where the squares of a float32 neither overflow nor vanish; where those of a float64
// would, of the elements divided by the largest.
double norm_of(const Tensor& gradient) {
  const Tensor wide = gradient.to(DType::float64);
  const double squares = sum(wide * wide).item();
  if (std::isnormal(squares)) return std::sqrt(squares);
  double largest = 0;
  for (const double x : wide.values<double>()) largest = std::max(largest, std::abs(x));
  if (std::isnan(squares) || largest == 0 || std::isinf(largest)) return squares;
  double parts = 0;
  for (const double x : wide.values<double>()) parts += (x / largest) * (x / largest);
  return largest * std::sqrt(parts);
}

// An optimiser leaves one that was frozen since as it is.
bool counts(const nn::Parameter& parameter) {
  return parameter.has_gradient() && parameter.requires_gradient();
}

double checked_norm(nn::Module& module, double limit, std::string_view operation) {
  require(std::isfinite(limit) && limit >= 0,
          "{}: the limit is {}; it must be finite and not negative", operation, limit);
  double norm_of_all = 0;
  for (const auto& [path, parameter] : module.named_parameters()) {
    if (!counts(*parameter)) continue;
    norm_of_all = std::hypot(norm_of_all, norm_of(parameter->gradient()));
    require(std::isfinite(norm_of_all),
            "{}: with the gradient of \"{}\" the norm is {}; it must be finite", operation, path,
            norm_of_all);
  }
  return norm_of_all;
}

// Whoever holds the earlier gradient keeps it.
template <class Change>
void change_gradients(nn::Module& module, Change change) {
  for (nn::Parameter* parameter : module.parameters()) {
    if (!counts(*parameter)) continue;
    Tensor& gradient = parameter->node().attach().gradient;
    gradient = change(gradient);
  }
}

// A factor that is subnormal in the type, and has few digits there, is taken in two steps.
Tensor scaled(const Tensor& x, double factor) {
  return dispatch_floating(x.dtype(), "clip_gradient_norm", [&]<class T>(T) {
    if (factor >= static_cast<double>(std::numeric_limits<T>::min())) return x * factor;
    const double root = std::sqrt(factor);
    return x * root * root;
  });
}

}  // namespace

double clip_gradient_norm(nn::Module& module, double limit) {
  const double norm = checked_norm(module, limit, "clip_gradient_norm");
  if (norm > limit)
    change_gradients(module,
                     [&](const Tensor& gradient) { return scaled(gradient, limit / norm); });
  return norm;
}

double clip_gradient_values(nn::Module& module, double limit) {
  const double norm = checked_norm(module, limit, "clip_gradient_values");
  if (norm > limit)  // no element is larger than the norm
    change_gradients(module, [&](const Tensor& gradient) {
      return map(gradient, Bounded{limit}, "clip_gradient_values");
    });
  return norm;
}

}  // namespace gradflow::optim
