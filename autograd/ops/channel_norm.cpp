#include "autograd/ops/channel_norm.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/math.h"
#include "autograd/ops/rearrange.h"
#include "autograd/ops/reduction.h"
#include "tensor/channel_sets.h"
#include "tensor/elementwise.h"

namespace gradflow {

namespace {

struct InverseDeviation {
  double epsilon;
  template <class T>
  T operator()(T variance) const {
    return static_cast<T>(1 / std::sqrt(static_cast<double>(variance) + epsilon));
  }
};

void check(std::string_view op, const Tensor& x, const Tensor& weight, const Tensor& bias,
           double epsilon) {
  require<ShapeError>(
      x.rank() >= 2 && weight.shape() == Shape{x.shape()[1]} && bias.shape() == weight.shape(),
      "{}: x is {}, weight is {}, bias is {}; expected (batch, channels, …), "
      "(channels) and (channels)",
      op, x.shape(), weight.shape(), bias.shape());
  require<TypeError>(x.dtype() == weight.dtype() && x.dtype() == bias.dtype(),
                     "{}: element types differ: x is {}, weight is {}, bias is {}", op, x.dtype(),
                     weight.dtype(), bias.dtype());
  require(std::isfinite(epsilon) && is_positive_in(x.dtype(), epsilon),
          "{}: epsilon is {}; it must be finite and above 0 in {}", op, epsilon, x.dtype());
}

void check_given(const ChannelMoments& given, const Tensor& x) {
  const Shape channels{x.shape()[1]};
  require<ShapeError>(given.mean.shape() == channels && given.variance.shape() == channels,
                      "batch_norm: x is {}, the given mean is {} and the variance {}; expected {} "
                      "for both",
                      x.shape(), given.mean.shape(), given.variance.shape(), channels);
  require<TypeError>(given.mean.dtype() == x.dtype() && given.variance.dtype() == x.dtype(),
                     "batch_norm: element types differ: x is {}, the given mean is {} and the "
                     "variance {}",
                     x.dtype(), given.mean.dtype(), given.variance.dtype());
  for (std::int64_t c = 0; c < channels[0]; ++c)
    require(!(given.variance.at({c}) < 0),
            "batch_norm: the given variance of channel {} is {}; expected 0 or more", c,
            given.variance.at({c}));
}

void check_batch(const Shape& x) {
  const std::int64_t of_each = x[0] * x.inner(1);
  require<ShapeError>(
      of_each >= 2 || x[1] == 0,
      "batch_norm: x is {}, with {} for each channel; expected at least two, to take "
      "a variance of; in evaluation the moments are given",
      x, of_each == 1 ? "one element" : "no element");
}

std::array<Gradient, 3> chosen(const NormSlopes& slopes, Wanted wanted) {
  return {wanted[0] ? slopes.x : Tensor(), wanted[1] ? slopes.weight : Tensor(),
          wanted[2] ? slopes.bias : Tensor()};
}

// The rules in ops, for x seen as `view`, where a set is what lies along `axes`.
struct InOps {
  Shape view;
  std::initializer_list<int> axes;

  Variable set_mean(Variable v) const {  // of no elements 0, as forward has it
    for (const int axis : axes) {
      const std::int64_t count = std::max<std::int64_t>(1, v.shape()[axis]);
      v = sum(v, axis, KeepAxis::yes) / static_cast<double>(count);
    }
    return v;
  }

  std::array<Variable, 3> slopes(std::span<const Variable> inputs, const Variable& upstream,
                                 double epsilon) const {
    const Shape& shape = inputs[0].shape();
    const Shape runs{shape[0], shape[1], shape.inner(1)};
    const Variable dy = reshape(upstream, runs), x = reshape(inputs[0], view);
    const Variable once = x - set_mean(x);
    const Variable difference = once - set_mean(once);  // without the rest, as forward has it
    const Variable scale = 1 / sqrt(set_mean(difference * difference) + epsilon);
    const Variable h = difference * scale;
    const Variable g = reshape(reshape(inputs[1], {1, shape[1], 1}) * dy, view);
    const auto over_channels = [](const Variable& v) { return sum(sum(v, 2), 0); };
    return {reshape((g - set_mean(g) - h * set_mean(g * h)) * scale, shape),
            over_channels(reshape(h, runs) * dy), over_channels(dy)};
  }
};

}  // namespace

Tensor BatchNorm::forward(const Tensor& input, const Tensor& w, const Tensor& bias) {
  check(name, input, w, bias, epsilon);
  fixed = given != nullptr;
  if (fixed) {
    check_given(*given, input);
  } else {
    check_batch(input.shape());
  }
  const ChannelSets sets = channels_of(input.shape());
  x = in_runs(input);
  weight = w;
  mean = fixed ? given->mean : set_means(sets, x);
  Spread spread;
  if (fixed) spread = {Tensor::zeros(mean.shape(), mean.dtype()), given->variance};
  Tensor y = centred(sets, x, mean, fixed ? nullptr : &spread);
  rest = spread.rest;
  scales = map(spread.variance, InverseDeviation{epsilon}, name);
  scale_and_shift(sets, y, rest, scales, w, bias);
  if (seen != nullptr) *seen = {mean, spread.variance};
  given = nullptr;
  seen = nullptr;
  return out_of_runs(y, input.shape());
}

std::array<Gradient, 3> BatchNorm::backward(const Tensor& upstream, Wanted wanted) const {
  const ChannelSets sets = channels_of(upstream.shape());
  NormSlopes slopes = norm_slopes(sets, x, weight, mean, rest, scales, fixed, in_runs(upstream));
  slopes.x = out_of_runs(slopes.x, upstream.shape());
  return chosen(slopes, wanted);
}

std::array<Variable, 3> BatchNorm::differentiable(std::span<const Variable> inputs, const Variable&,
                                                  const Variable& upstream) const {
  const Shape& shape = upstream.shape();
  const Shape runs{shape[0], shape[1], shape.inner(1)}, channel{1, shape[1], 1};
  if (!fixed) return InOps{runs, {0, 2}}.slopes(inputs, upstream, epsilon);
  const Variable dy = reshape(upstream, runs), scale = scales.reshape(channel);
  const Variable h = (reshape(inputs[0], runs) - Variable(mean.reshape(channel))) * scale;
  return {reshape(reshape(inputs[1], channel) * dy * scale, shape), sum(sum(h * dy, 2), 0),
          sum(sum(dy, 2), 0)};
}

Variable batch_norm(const Variable& x, const Variable& weight, const Variable& bias, double epsilon,
                    ChannelMoments* seen, SourceLocation where) {
  return apply(BatchNorm{epsilon, nullptr, seen, false, {}, {}, {}, {}, {}}, where, x, weight,
               bias);
}

Variable batch_norm(const Variable& x, const Variable& weight, const Variable& bias,
                    const ChannelMoments& given, double epsilon, SourceLocation where) {
  return apply(BatchNorm{epsilon, &given, nullptr, true, {}, {}, {}, {}, {}}, where, x, weight,
               bias);
}

Tensor GroupNorm::forward(const Tensor& input, const Tensor& w, const Tensor& bias) {
  check(name, input, w, bias, epsilon);
  require(groups >= 1 && input.shape()[1] % groups == 0,
          "group_norm: groups is {}; expected a number that divides the {} channels of x", groups,
          input.shape()[1]);
  const ChannelSets sets = groups_of(input.shape(), groups);
  x = input;
  weight = w;
  mean = set_means(sets, x);
  Spread spread;
  Tensor y = centred(sets, x, mean, &spread);
  rest = spread.rest;
  scales = map(spread.variance, InverseDeviation{epsilon}, name);
  scale_and_shift(sets, y, rest, scales, w, bias);
  return y;
}

std::array<Gradient, 3> GroupNorm::backward(const Tensor& upstream, Wanted wanted) const {
  const ChannelSets sets = groups_of(upstream.shape(), groups);
  return chosen(norm_slopes(sets, x, weight, mean, rest, scales, false, upstream), wanted);
}

std::array<Variable, 3> GroupNorm::differentiable(std::span<const Variable> inputs, const Variable&,
                                                  const Variable& upstream) const {
  const Shape& shape = upstream.shape();
  const Shape view{shape[0], groups, shape[1] / groups * shape.inner(1)};
  return InOps{view, {2}}.slopes(inputs, upstream, epsilon);
}

Variable group_norm(const Variable& x, std::int64_t groups, const Variable& weight,
                    const Variable& bias, double epsilon, SourceLocation where) {
  return apply(GroupNorm{groups, epsilon, {}, {}, {}, {}, {}}, where, x, weight, bias);
}

}  // namespace gradflow
