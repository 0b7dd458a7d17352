#include "autograd/ops/layer_norm.h"

#include <cmath>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/math.h"
#include "autograd/ops/rearrange.h"
#include "autograd/ops/reduction.h"
#include "tensor/elementwise.h"
#include "tensor/fold.h"
#include "tensor/reduce.h"

namespace gradflow {

namespace {

template <class T>
struct Minus {
  T mean;
  T operator()(T x) const { return x - mean; }
};

template <class T>
struct Normal {
  T mean, scale;
  T operator()(T x) const { return (x - mean) * scale; }
};

struct Product {
  template <class T>
  T operator()(T a, T b) const {
    return a * b;
  }
};

struct Sum2 {
  template <class T>
  T operator()(T a, T b) const {
    return a + b;
  }
};

// (g - mean g - h mean(g h)) / √(σ² + ε), for g and h.
template <class T>
struct Slope {
  T mean_g, mean_gh, scale;
  T operator()(T g, T h) const { return (g - mean_g - h * mean_gh) * scale; }
};

struct LineCost {  // of a line's passes, for each element
  static constexpr int kCost = 8;
};

void check(const Tensor& x, const Tensor& weight, const Tensor& bias, double epsilon) {
  const std::int64_t width = x.rank() == 0 ? 0 : x.shape()[x.rank() - 1];
  require<ShapeError>(width > 0 && weight.shape() == Shape{width} && bias.shape() == Shape{width},
                      "layer_norm: x is {}, weight is {}, bias is {}; expected (…, width), (width) "
                      "and (width) with a width of at least 1",
                      x.shape(), weight.shape(), bias.shape());
  require<TypeError>(x.dtype() == weight.dtype() && x.dtype() == bias.dtype(),
                     "layer_norm: element types differ: x is {}, weight is {}, bias is {}",
                     x.dtype(), weight.dtype(), bias.dtype());
  require(std::isfinite(epsilon) && is_positive_in(x.dtype(), epsilon),
          "layer_norm: epsilon is {}; it must be finite and above 0 in {}", epsilon, x.dtype());
}

// One line: h, y and the scale, which is returned. y holds the centred elements on the way.
template <class T>
T normalise(const T* x, const T* w, const T* b, T* h, T* y, std::int64_t width,
            double epsilon) noexcept {
  const auto count = static_cast<double>(width);
  const T mean = static_cast<T>(fold::line<fold::Sum>(x, width) / count);
  lift::map_run(x, y, width, Minus<T>{mean});
  // The rest is what the rounding of the mean left in every element: it counts where they differ by
  // little.
  const fold::Powers powers = fold::powers(y, width);
  const double rest = powers.sum / count, variance = powers.squares / count - rest * rest;
  const T scale = static_cast<T>(1 / std::sqrt((variance < 0 ? 0 : variance) + epsilon));
  lift::map_run(y, h, width, Normal<T>{static_cast<T>(rest), scale});
  lift::zip_run<1, 1>(h, w, y, width, Product{});
  lift::zip_in_place(y, b, width, Sum2{});
  return scale;
}

template <class T>
void slope_of_line(const T* dy, const T* w, const T* h, T scale, T* dx,
                   std::int64_t width) noexcept {
  const auto count = static_cast<double>(width);
  lift::zip_run<1, 1>(dy, w, dx, width, Product{});
  const T mean_g = static_cast<T>(fold::line<fold::Sum>(dx, width) / count);
  const T mean_gh = static_cast<T>(fold::dot(dx, h, width) / count);
  lift::zip_in_place(dx, h, width, Slope<T>{mean_g, mean_gh, scale});
}

}  // namespace

Tensor LayerNorm::forward(const Tensor& x, const Tensor& w, const Tensor& bias) {
  check(x, w, bias, epsilon);
  weight = w;
  const std::int64_t width = w.shape()[0], lines = x.elements() / width;
  h = Tensor::uninitialised(x.shape(), x.dtype());
  scales = Tensor::uninitialised(Shape{lines}, x.dtype());
  Tensor y = Tensor::uninitialised(x.shape(), x.dtype());
  dispatch_floating(x.dtype(), name, [&]<class T>(T) {
    const T* from = x.values<T>().data();
    const T* factors = w.values<T>().data();
    const T* offsets = bias.values<T>().data();
    T *normal = h.edit<T>().data(), *scale = scales.edit<T>().data(), *out = y.edit<T>().data();
    lift::share_out<LineCost>(
        lines, width, [=, this](std::int64_t begin, std::int64_t end) noexcept {
          for (std::int64_t i = begin; i < end; ++i)
            scale[i] = normalise(from + i * width, factors, offsets, normal + i * width,
                                 out + i * width, width, epsilon);
        });
  });
  return y;
}

std::array<Gradient, 3> LayerNorm::backward(const Tensor& upstream, Wanted wanted) const {
  const std::int64_t width = weight.shape()[0], lines = scales.elements();
  std::array<Gradient, 3> gradients;
  if (wanted[0]) {
    Tensor dx = Tensor::uninitialised(h.shape(), h.dtype());
    dispatch_floating(h.dtype(), name, [&]<class T>(T) {
      const T *dy = upstream.values<T>().data(), *factors = weight.values<T>().data();
      const T *normal = h.values<T>().data(), *scale = scales.values<T>().data();
      T* out = dx.edit<T>().data();
      lift::share_out<LineCost>(lines, width, [=](std::int64_t begin, std::int64_t end) noexcept {
        for (std::int64_t i = begin; i < end; ++i)
          slope_of_line(dy + i * width, factors, normal + i * width, scale[i], out + i * width,
                        width);
      });
    });
    gradients[0] = dx;
  }
  if (wanted[1]) gradients[1] = sum((upstream * h).reshape({lines, width}), 0);
  if (wanted[2]) gradients[2] = sum(upstream.reshape({lines, width}), 0);
  return gradients;
}

std::array<Variable, 3> LayerNorm::differentiable(std::span<const Variable> inputs, const Variable&,
                                                  const Variable& upstream) const {
  const Variable& x = inputs[0];
  const auto line_mean = [](const Variable& v) { return mean(v, -1, KeepAxis::yes); };
  const Variable once = x - line_mean(x);
  const Variable centred = once - line_mean(once);  // without the rest, as forward has it
  const Variable scale = 1 / sqrt(line_mean(centred * centred) + epsilon);
  const Variable normal = centred * scale, g = inputs[1] * upstream;
  const std::int64_t width = weight.shape()[0], lines = scales.elements();
  const auto over_lines = [&](const Variable& v) { return sum(reshape(v, {lines, width}), 0); };
  return {(g - line_mean(g) - normal * line_mean(g * normal)) * scale,
          over_lines(normal * upstream), over_lines(upstream)};
}

Variable layer_norm(const Variable& x, const Variable& weight, const Variable& bias, double epsilon,
                    SourceLocation where) {
  return apply(LayerNorm{epsilon, {}, {}, {}}, where, x, weight, bias);
}

}  // namespace gradflow
