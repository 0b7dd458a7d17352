#include "tensor/channel_sets.h"

#include "tensor/elementwise.h"
#include "tensor/fold.h"
#include "tensor/pool.h"
#include "tensor/rearrange.h"

namespace gradflow {

namespace {

struct PassCost {  // of a walk over a set, for each element
  static constexpr int kCost = 4;
};

template <class T>
struct Centred {
  T mean;
  T operator()(T x) const { return x - mean; }
};
template <class T>
struct Normal {
  T mean, rest, scale;
  T operator()(T x) const { return ((x - mean) - rest) * scale; }
};
template <class T>
struct Affine {
  T rest, factor, offset;
  T operator()(T y) const { return multiply_add(y - rest, factor, offset); }
};
template <class T>
struct ScaledBy {
  T factor;
  T operator()(T x) const { return x * factor; }
};
template <class T>
struct Slope {
  T weight, mean_g, mean_gh, scale;
  T operator()(T h, T dy) const { return (weight * dy - mean_g - h * mean_gh) * scale; }
};

// body(set), the sets shared out to threads.
template <class Body>
void for_sets(const ChannelSets& sets, Body body) {
  lift::share_out<PassCost>(sets.count, sets.elements(),
                            [=](std::int64_t begin, std::int64_t end) noexcept {
                              for (std::int64_t set = begin; set < end; ++set) body(set);
                            });
}

bool is_transposed(const Shape& x) { return x.inner(1) == 1; }

// Where the arrays of a rule lie.
template <class T>
struct SlopeArrays {
  const T *x, *dy, *weight, *mean, *rest, *scale;
  T* dx;
  double *sums, *products;  // Σ dy and Σ h dy of each run
};

// Leaves h in dx, and gives Σ g and Σ g h of the set.
template <class T>
std::pair<double, double> sum_slopes(const ChannelSets& sets, std::int64_t set,
                                     const SlopeArrays<T>& of) noexcept {
  double sum_g = 0, sum_gh = 0;
  for (std::int64_t i = 0; i < sets.planes; ++i) {
    const std::int64_t plane = sets.plane(set, i), offset = plane * sets.inner;
    lift::map_run(of.x + offset, of.dx + offset, sets.inner,
                  Normal<T>{of.mean[set], of.rest[set], of.scale[set]});
    of.sums[plane] = fold::line<fold::Sum>(of.dy + offset, sets.inner);
    of.products[plane] = fold::dot(of.dy + offset, of.dx + offset, sets.inner);
    const auto weight = static_cast<double>(of.weight[sets.channel(plane)]);
    sum_g += weight * of.sums[plane];
    sum_gh += weight * of.products[plane];
  }
  return {sum_g, sum_gh};
}

template <class T>
void slopes_of_set(const ChannelSets& sets, std::int64_t set, const SlopeArrays<T>& of,
                   bool fixed) noexcept {
  const auto [sum_g, sum_gh] = sum_slopes(sets, set, of);
  const auto count = static_cast<double>(sets.elements());
  const T mean_g = static_cast<T>(sum_g / count), mean_gh = static_cast<T>(sum_gh / count);
  for (std::int64_t i = 0; i < sets.planes; ++i) {
    const std::int64_t plane = sets.plane(set, i), offset = plane * sets.inner;
    const T weight = of.weight[sets.channel(plane)];
    if (fixed) {
      lift::map_run(of.dy + offset, of.dx + offset, sets.inner,
                    ScaledBy<T>{weight * of.scale[set]});
    } else {
      lift::zip_in_place(of.dx + offset, of.dy + offset, sets.inner,
                         Slope<T>{weight, mean_g, mean_gh, of.scale[set]});
    }
  }
}

// Of each channel, the sum over its runs.
Tensor over_channels(const PooledVector<double>& of_planes, std::int64_t channels, DType dtype) {
  PooledVector<double> sums(static_cast<std::size_t>(channels), 0.0);
  for (std::size_t plane = 0; plane < of_planes.size(); ++plane)
    sums[plane % sums.size()] += of_planes[plane];
  return Tensor::from({channels}, std::span<const double>(sums.data(), sums.size()), dtype);
}

}  // namespace

ChannelSets channels_of(const Shape& x) {
  if (is_transposed(x)) return {x[1], 1, 1, 1, x[0], x[1]};
  return {x[1], x[0], 1, x[1], x.inner(1), x[1]};
}

ChannelSets groups_of(const Shape& x, std::int64_t groups) {
  return {x[0] * groups, x[1] / groups, x[1] / groups, 1, x.inner(1), x[1]};
}

Tensor in_runs(const Tensor& x) {
  return is_transposed(x.shape()) ? transpose(x.reshape({x.shape()[0], x.shape()[1]})) : x;
}

Tensor out_of_runs(const Tensor& x, const Shape& shape) {
  return is_transposed(shape) ? transpose(x).reshape(shape) : x;
}

Tensor set_means(const ChannelSets& sets, const Tensor& x) {
  Tensor means = Tensor::uninitialised({sets.count}, x.dtype());
  dispatch_floating(x.dtype(), "set_means", [&]<class T>(T) {
    const T* from = x.values<T>().data();
    T* to = means.edit<T>().data();
    for_sets(sets, [=](std::int64_t set) noexcept {
      double sum = 0;
      for (std::int64_t i = 0; i < sets.planes; ++i)
        sum += fold::line<fold::Sum>(from + sets.plane(set, i) * sets.inner, sets.inner);
      to[set] = static_cast<T>(sum / static_cast<double>(sets.elements()));
    });
  });
  return means;
}

Tensor centred(const ChannelSets& sets, const Tensor& x, const Tensor& mean, Spread* spread) {
  Tensor y = Tensor::uninitialised(x.shape(), x.dtype());
  if (spread != nullptr)
    for (Tensor* moment : {&spread->rest, &spread->variance})
      *moment = Tensor::uninitialised({sets.count}, x.dtype());
  dispatch_floating(x.dtype(), "centred", [&]<class T>(T) {
    const T *from = x.values<T>().data(), *means = mean.values<T>().data();
    T* to = y.edit<T>().data();
    T* rests = spread != nullptr ? spread->rest.edit<T>().data() : nullptr;
    T* variances = spread != nullptr ? spread->variance.edit<T>().data() : nullptr;
    for_sets(sets, [=](std::int64_t set) noexcept {
      double sum = 0, squares = 0;
      for (std::int64_t i = 0; i < sets.planes; ++i) {
        const std::int64_t offset = sets.plane(set, i) * sets.inner;
        lift::map_run(from + offset, to + offset, sets.inner, Centred<T>{means[set]});
        if (rests == nullptr) continue;
        const fold::Powers powers = fold::powers(to + offset, sets.inner);
        sum += powers.sum;
        squares += powers.squares;
      }
      if (rests == nullptr) return;
      const auto count = static_cast<double>(sets.elements());
      const double rest = sum / count, variance = squares / count - rest * rest;
      rests[set] = static_cast<T>(rest);
      variances[set] = variance < 0 ? T{0} : static_cast<T>(variance);
    });
  });
  return y;
}

void scale_and_shift(const ChannelSets& sets, Tensor& y, const Tensor& rest, const Tensor& scales,
                     const Tensor& weight, const Tensor& bias) {
  dispatch_floating(y.dtype(), "scale_and_shift", [&]<class T>(T) {
    const T *rests = rest.values<T>().data(), *scale = scales.values<T>().data();
    const T *w = weight.values<T>().data(), *b = bias.values<T>().data();
    T* to = y.edit<T>().data();
    for_sets(sets, [=](std::int64_t set) noexcept {
      for (std::int64_t i = 0; i < sets.planes; ++i) {
        const std::int64_t plane = sets.plane(set, i), channel = sets.channel(plane);
        lift::map_in_place(to + plane * sets.inner, sets.inner,
                           Affine<T>{rests[set], w[channel] * scale[set], b[channel]});
      }
    });
  });
}

NormSlopes norm_slopes(const ChannelSets& sets, const Tensor& x, const Tensor& weight,
                       const Tensor& mean, const Tensor& rest, const Tensor& scales, bool fixed,
                       const Tensor& dy) {
  const auto planes = static_cast<std::size_t>(sets.count * sets.planes);
  PooledVector<double> sums(planes), products(planes);
  Tensor dx = Tensor::uninitialised(x.shape(), x.dtype());
  dispatch_floating(x.dtype(), "norm_slopes", [&]<class T>(T) {
    const SlopeArrays<T> arrays{x.values<T>().data(),
                                dy.values<T>().data(),
                                weight.values<T>().data(),
                                mean.values<T>().data(),
                                rest.values<T>().data(),
                                scales.values<T>().data(),
                                dx.edit<T>().data(),
                                sums.data(),
                                products.data()};
    for_sets(sets, [=](std::int64_t set) noexcept { slopes_of_set(sets, set, arrays, fixed); });
  });
  return {dx, over_channels(products, sets.channels, x.dtype()),
          over_channels(sums, sets.channels, x.dtype())};
}

}  // namespace gradflow
