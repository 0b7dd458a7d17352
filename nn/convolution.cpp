#include "nn/convolution.h"

#include <algorithm>

#include "tensor/error.h"

namespace gradflow::nn {

namespace {

void check_axes(std::string_view layer, std::string_view what, PerAxis given, std::int64_t least) {
  require(std::min(given.height, given.width) >= least,
          "{}: {} is {}; expected at least {} along each axis", layer, what, given, least);
}

// in / groups, for numbers that are in their range.
std::int64_t channels_of_group(std::string_view layer, std::int64_t in, std::int64_t out,
                               PerAxis kernel, const ConvOptions& options) {
  require(in >= 1 && out >= 1, "{}: in is {}, out is {}; both must be at least 1", layer, in, out);
  require(options.groups >= 1 && in % options.groups == 0 && out % options.groups == 0,
          "{}: groups is {}; expected a number that divides in, {}, and out, {}", layer,
          options.groups, in, out);
  check_axes(layer, "kernel", kernel, 1);
  check_axes(layer, "stride", options.stride, 1);
  check_axes(layer, "padding", options.padding, 0);
  check_axes(layer, "dilation", options.dilation, 1);
  return in / options.groups;
}

}  // namespace

ConvolutionLayer::ConvolutionLayer(std::string_view name, const Shape& weight,
                                   const init::Initialiser& initialiser, Rng& rng,
                                   const ConvOptions& options)
    : name_(name),
      options_{options.stride, options.padding, options.dilation, options.groups},
      biased_(options.biased) {
  weight_ = Parameter(initialiser(weight, rng, options.dtype));
  if (biased_) bias_ = Parameter(options.bias(Shape{weight[0]}, rng, options.dtype));
}

Parameter& ConvolutionLayer::bias() {
  require(biased_, "{}: this layer was made without a bias", name_);
  return bias_;
}

void ConvolutionLayer::visit(Visitor& visitor) {
  visitor.parameter("weight", weight_);
  if (biased_) visitor.parameter("bias", bias_);
}

std::optional<std::int64_t> ConvolutionLayer::multiply_adds(
    std::span<const Variable>, std::span<const Variable> outputs) const {
  const Tensor& weight = weight_.value();
  return outputs[0].value().elements() * (weight.elements() / weight.extent(0));
}

Variable ConvolutionLayer::forward(const Variable& x) {
  return biased_ ? convolution(x, weight_, bias_, options_) : convolution(x, weight_, options_);
}

Conv2d::Conv2d(std::int64_t in, std::int64_t out, PerAxis kernel,
               const init::Initialiser& initialiser, Rng& rng, const ConvOptions& options)
    : ConvolutionLayer(
          "Conv2d",
          {out, channels_of_group("Conv2d", in, out, kernel, options), kernel.height, kernel.width},
          initialiser, rng, options) {}

Conv1d::Conv1d(std::int64_t in, std::int64_t out, std::int64_t kernel,
               const init::Initialiser& initialiser, Rng& rng, const ConvOptions& options)
    : ConvolutionLayer("Conv1d",
                       {out, channels_of_group("Conv1d", in, out, kernel, options), kernel},
                       initialiser, rng, options) {}

}  // namespace gradflow::nn
