#include "autograd/ops/convolution.h"

#include <algorithm>
#include <string>

#include "tensor/matmul.h"
#include "tensor/parallel.h"
#include "tensor/rearrange.h"
#include "tensor/reduce.h"

namespace gradflow {

namespace {

// Elements of the matrix of windows that is in memory at a time, of one image at least: as float32
// it fills the second-level cache of one processor.
constexpr std::int64_t kColumnsAtOnce = 262144;
constexpr std::int64_t kColumnGrain = 32768;  // elements moved by one thread

// (batch, channels, length) as (batch, channels, 1, length).
Tensor as_image(const Tensor& x) {
  return x.rank() == 4 ? x : x.reshape({x.shape()[0], x.shape()[1], 1, x.shape()[2]});
}

void check_shapes(const Tensor& x, const Tensor& weight, const Tensor* bias, std::int64_t groups) {
  const std::string bias_shape = bias != nullptr ? to_string(bias->shape()) : "none";
  require<ShapeError>(
      (x.rank() == 3 || x.rank() == 4) && weight.rank() == x.rank() &&
          (bias == nullptr || bias->shape() == Shape{weight.shape()[0]}),
      "convolution: x is {}, weight is {}, bias is {}; expected (batch, in, height, "
      "width), (out, in / groups, kernel height, kernel width), (out), or x and "
      "weight with one axis less",
      x.shape(), weight.shape(), bias_shape);
  require<TypeError>(x.dtype() == weight.dtype() && (bias == nullptr || bias->dtype() == x.dtype()),
                     "convolution: element types differ: x is {}, weight is {}, bias is {}",
                     x.dtype(), weight.dtype(), bias != nullptr ? name(bias->dtype()) : "none");
  const std::int64_t in = x.shape()[1], out = weight.shape()[0];
  require(groups >= 1 && in % groups == 0 && out % groups == 0,
          "convolution: groups is {}; expected a number that divides both the {} channels of x and "
          "the {} of the output",
          groups, in, out);
  require<ShapeError>(weight.shape()[1] == in / groups,
                      "convolution: x is {}, weight is {}; with groups {} this weight expects {} "
                      "channels of x, and this x a weight with {} at axis 1",
                      x.shape(), weight.shape(), groups, weight.shape()[1] * groups, in / groups);
}

// What is multiplied at a time: some images, and of these one group of channels.
struct Block {
  Range images, in, out;
  std::int64_t group;
};

// The convolution as products: of the weight of a group, (out, in · taps), with the windows.
struct Plan {
  Window window;
  std::int64_t batch, in, out, groups, at_once;

  Plan(const Tensor& x, const Tensor& weight, const ConvolutionOptions& o)
      : window(sliding_window(Convolution::name, {x.shape()[2], x.shape()[3]},
                              {weight.shape()[2], weight.shape()[3]}, o.stride, o.padding,
                              o.dilation)),
        batch(x.shape()[0]),
        in(weight.shape()[1]),
        out(weight.shape()[0] / o.groups),
        groups(o.groups) {
    const Shape columns{in, window.rows.kernel, window.columns.kernel, window.rows.positions(),
                        window.columns.positions()};  // of one image; refused if it is too large
    at_once =
        std::max<std::int64_t>(1, kColumnsAtOnce / std::max<std::int64_t>(1, columns.elements()));
  }

  std::int64_t positions() const { return window.positions(); }

  template <class Body>
  void for_blocks(Body&& body) const {
    for (std::int64_t first = 0; first < batch; first += at_once)
      for (std::int64_t g = 0; g < groups; ++g)
        body(Block{{first, std::min(batch, first + at_once)},
                   {g * in, (g + 1) * in},
                   {g * out, (g + 1) * out},
                   g});
  }

  // One matrix for each group, sharing the weight's storage.
  std::vector<Tensor> matrices(const Tensor& weight) const {
    std::vector<Tensor> of_groups;
    for (std::int64_t g = 0; g < groups; ++g)
      of_groups.push_back(weight.rows(g * out, (g + 1) * out).reshape({out, in * window.taps()}));
    return of_groups;
  }
};

// body(row of the block's matrix (out, images · positions), plane of y (batch, channels,
// positions), channel) for each: offsets of `positions` elements that are the same ones.
template <class Body>
void for_rows(const Block& block, std::int64_t channels, std::int64_t positions, Body body) {
  const std::int64_t images = block.images.size(), out = block.out.size();
  for_ranges(images * out, std::max<std::int64_t>(1, kColumnGrain / positions),
             [=](std::int64_t begin, std::int64_t end) noexcept {
               for (std::int64_t k = begin; k < end; ++k) {
                 const std::int64_t o = k / images, image = k % images;
                 body(k * positions,
                      ((block.images.begin + image) * channels + block.out.begin + o) * positions,
                      block.out.begin + o);
               }
             });
}

// The block's part of y becomes the product, plus the bias.
void put(Tensor& y, const Tensor& product, const Tensor* bias, const Block& block) {
  const std::int64_t positions = y.shape().inner(1);
  dispatch_floating(y.dtype(), Convolution::name, [&]<class T>(T) {
    const T* from = product.values<T>().data();
    const T* offsets = bias != nullptr ? bias->values<T>().data() : nullptr;
    T* to = y.edit<T>().data();
    for_rows(block, y.shape()[1], positions,
             [=](std::int64_t row, std::int64_t plane, std::int64_t channel) noexcept {
               const T offset = offsets != nullptr ? offsets[channel] : T{0};
               for (std::int64_t p = 0; p < positions; ++p) to[plane + p] = from[row + p] + offset;
             });
  });
}

// The block's part of y as the matrix that put() takes.
Tensor take(const Tensor& y, const Block& block) {
  const std::int64_t positions = y.shape().inner(1);
  Tensor matrix =
      Tensor::uninitialised({block.out.size(), block.images.size() * positions}, y.dtype());
  dispatch_floating(y.dtype(), Convolution::name, [&]<class T>(T) {
    const T* from = y.values<T>().data();
    T* to = matrix.edit<T>().data();
    for_rows(block, y.shape()[1], positions,
             [=](std::int64_t row, std::int64_t plane, std::int64_t) noexcept {
               std::copy_n(from + plane, positions, to + row);
             });
  });
  return matrix;
}

}  // namespace

Tensor Convolution::forward(std::span<const Tensor> inputs) {
  const Tensor* bias = inputs.size() > 2 ? &inputs[2] : nullptr;
  check_shapes(inputs[0], inputs[1], bias, options.groups);
  of_signals = inputs[0].rank() == 3;
  if (of_signals) options.stride.height = options.dilation.height = 1;
  if (of_signals) options.padding.height = 0;
  biased = bias != nullptr;
  x = as_image(inputs[0]);
  weight = as_image(inputs[1]);
  const Plan plan(x, weight, options);
  const std::vector<Tensor> matrices = plan.matrices(weight);
  Tensor y = Tensor::uninitialised({plan.batch, plan.out * plan.groups,
                                    plan.window.rows.positions(), plan.window.columns.positions()},
                                   x.dtype());
  plan.for_blocks([&](const Block& block) {
    const Tensor columns = im2col(x, plan.window, block.images, block.in);
    put(y, matmul(matrices[static_cast<std::size_t>(block.group)], columns), bias, block);
  });
  return of_signals ? y.reshape({y.shape()[0], y.shape()[1], y.shape()[3]}) : y;
}

std::vector<Gradient> Convolution::backward(const Tensor& upstream, Wanted wanted) const {
  const Plan plan(x, weight, options);
  const std::vector<Tensor> matrices = plan.matrices(weight);
  const Tensor dy = as_image(upstream);
  Tensor dx;
  if (wanted[0]) dx = Tensor::uninitialised(x.shape(), x.dtype());
  std::vector<Tensor> dw;  // of each group
  if (wanted[1])
    for (const Tensor& matrix : matrices) dw.push_back(Tensor::zeros(matrix.shape(), x.dtype()));
  if (wanted[0] || wanted[1])
    plan.for_blocks([&](const Block& block) {
      const auto group = static_cast<std::size_t>(block.group);
      const Tensor matrix = take(dy, block);
      if (wanted[0])
        col2im(dx, matmul(matrices[group], matrix, Transpose::yes), plan.window, block.images,
               block.in);
      if (wanted[1])
        matmul_into(dw[group], matrix, im2col(x, plan.window, block.images, block.in),
                    Transpose::no, Transpose::yes, 1.0, 1.0);
    });
  const auto shaped = [&](const Tensor& t) {
    return of_signals ? t.reshape({t.shape()[0], t.shape()[1], t.shape()[3]}) : t;
  };
  std::vector<Gradient> gradients(biased ? 3 : 2);
  if (wanted[0]) gradients[0] = shaped(dx);
  if (wanted[1]) gradients[1] = shaped(concatenate(dw, 0).reshape(weight.shape()));
  if (biased && wanted[2])
    gradients[2] = sum(sum(dy.reshape({plan.batch, dy.shape()[1], plan.positions()}), 2), 0);
  return gradients;
}

Variable convolution(const Variable& x, const Variable& weight, const Variable& bias,
                     const ConvolutionOptions& options, SourceLocation where) {
  return apply(Convolution{options, {}, {}}, where, std::array{&x, &weight, &bias});
}

Variable convolution(const Variable& x, const Variable& weight, const ConvolutionOptions& options,
                     SourceLocation where) {
  return apply(Convolution{options, {}, {}}, where, std::array{&x, &weight});
}

}  // namespace gradflow
