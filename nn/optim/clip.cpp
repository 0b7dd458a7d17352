#include "nn/optim/clip.h"

#include <cmath>

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

// Squares in float64, where those of a float32 neither overflow nor vanish.
double checked_norm(nn::Module& module, double limit, std::string_view operation) {
  require(std::isfinite(limit) && limit >= 0,
          "{}: the limit is {}; it must be finite and not negative", operation, limit);
  double squares = 0;
  for (const auto& [path, parameter] : module.named_parameters()) {
    if (!parameter->has_gradient()) continue;
    const Tensor wide = parameter->gradient().to(DType::float64);
    squares += sum(wide * wide).item();
    require(std::isfinite(squares),
            "{}: with the gradient of \"{}\" the norm is {}; it must be finite", operation, path,
            std::sqrt(squares));
  }
  return std::sqrt(squares);
}

// Whoever holds the earlier gradient keeps it.
template <class Change>
void change_gradients(nn::Module& module, Change change) {
  for (nn::Parameter* parameter : module.parameters()) {
    if (!parameter->has_gradient()) continue;
    Tensor& gradient = parameter->node().attach().gradient;
    gradient = change(gradient);
  }
}

}  // namespace

double clip_gradient_norm(nn::Module& module, double limit) {
  const double norm = checked_norm(module, limit, "clip_gradient_norm");
  if (norm > limit)
    change_gradients(module, [&](const Tensor& gradient) { return gradient * (limit / norm); });
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
