// Counterparts of the layers over rows, signals and images, which have the same parameters.

#include "tests/differential/nn/peer_layer.h"

namespace gradflow::differential {

namespace {

using Extents = torch::ExpandingArray<2>;

Extents both_of(const LayerSizes& sizes, std::int64_t AxisSizes::*number) {
  return Extents({sizes.vertical.*number, sizes.horizontal.*number});
}

PeerLayer peer_conv2d(const LayerSizes& sizes) {
  return peer_of_one(torch::nn::Conv2d(
      torch::nn::Conv2dOptions(sizes.in, sizes.out, both_of(sizes, &AxisSizes::kernel))
          .stride(both_of(sizes, &AxisSizes::stride))
          .padding(both_of(sizes, &AxisSizes::padding))
          .dilation(both_of(sizes, &AxisSizes::dilation))
          .groups(sizes.groups)
          .bias(sizes.biased)));
}

PeerLayer peer_conv1d(const LayerSizes& sizes) {
  const AxisSizes& axis = sizes.horizontal;
  return peer_of_one(torch::nn::Conv1d(torch::nn::Conv1dOptions(sizes.in, sizes.out, axis.kernel)
                                           .stride(axis.stride)
                                           .padding(axis.padding)
                                           .dilation(axis.dilation)
                                           .groups(sizes.groups)
                                           .bias(sizes.biased)));
}

PeerLayer peer_max_pool(const LayerSizes& sizes) {
  return peer_of_one(
      torch::nn::MaxPool2d(torch::nn::MaxPool2dOptions(both_of(sizes, &AxisSizes::kernel))
                               .stride(both_of(sizes, &AxisSizes::stride))
                               .padding(both_of(sizes, &AxisSizes::padding))));
}

PeerLayer peer_average_pool(const LayerSizes& sizes) {
  return peer_of_one(
      torch::nn::AvgPool2d(torch::nn::AvgPool2dOptions(both_of(sizes, &AxisSizes::kernel))
                               .stride(both_of(sizes, &AxisSizes::stride))
                               .padding(both_of(sizes, &AxisSizes::padding))));
}

PeerLayer peer_adaptive_pool(const LayerSizes& sizes) {
  return peer_of_one(torch::nn::AdaptiveAvgPool2d(
      torch::nn::AdaptiveAvgPool2dOptions({sizes.vertical.kernel, sizes.horizontal.kernel})));
}

template <class Holder>
PeerLayer peer_batch_norm(const LayerSizes& sizes) {
  return peer_of_one(
      Holder(torch::nn::BatchNormOptions(sizes.in).eps(sizes.epsilon).momentum(sizes.momentum)),
      {{"running_variance", "running_var"}});
}

PeerLayer peer_group_norm(const LayerSizes& sizes) {
  return peer_of_one(
      torch::nn::GroupNorm(torch::nn::GroupNormOptions(sizes.groups, sizes.in).eps(sizes.epsilon)));
}

PeerLayer peer_linear(const LayerSizes& sizes) {
  return peer_of_one(torch::nn::Linear(sizes.in, sizes.out));
}

torch::nn::Sequential linear_and_tanh(std::int64_t in, std::int64_t out) {
  torch::nn::Sequential net;
  net->push_back("s", torch::nn::Linear(in, out));
  net->push_back("z", torch::nn::Tanh());
  return net;
}

// libtorch has no module for it.
PeerLayer peer_residual(const LayerSizes& sizes) {
  torch::nn::Sequential branch = linear_and_tanh(sizes.in, sizes.in);
  return {branch.ptr(),
          [branch](const Tensors& x) mutable { return Tensors{x[0] + branch->forward(x[0])}; },
          {{"branch.", ""}}};
}

}  // namespace

void add_plain_layers(std::vector<PeerLayerRow>& all) {
  all.insert(all.end(),
             {
                 {"Linear", peer_linear},
                 {"Linear over sequences", peer_linear},
                 {"Conv2d", peer_conv2d},
                 {"Conv1d", peer_conv1d},
                 {"BatchNorm", peer_batch_norm<torch::nn::BatchNorm1d>},
                 {"BatchNorm over signals", peer_batch_norm<torch::nn::BatchNorm1d>},
                 {"BatchNorm over images", peer_batch_norm<torch::nn::BatchNorm2d>},
                 {"GroupNorm", peer_group_norm},
                 {"MaxPool2d", peer_max_pool},
                 {"AveragePool2d", peer_average_pool},
                 {"AdaptiveAveragePool2d", peer_adaptive_pool},
                 {"flatten", [](const LayerSizes&) { return peer_of_one(torch::nn::Flatten()); }},
                 {"Activation", [](const LayerSizes&) { return peer_of_one(torch::nn::GELU()); }},
                 {"Sequential",
                  [](const LayerSizes& sizes) {
                    return peer_of_one(linear_and_tanh(sizes.in, sizes.out));
                  }},
                 {"Residual", peer_residual},
                 {"Dropout",
                  [](const LayerSizes& sizes) {
                    return peer_of_one(torch::nn::Dropout(sizes.probability));
                  }},
             });
}

}  // namespace gradflow::differential
