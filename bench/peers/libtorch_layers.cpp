#include "bench/peers/libtorch_layers.h"

#include <torch/torch.h>

#include <cmath>

#include "bench/peers/data.h"
#include "bench/peers/layer_cases.h"
#include "bench/peers/measure.h"

namespace peers {

namespace {

using torch::Tensor;
using Given = const std::vector<Tensor>&;
using Layer = Tensor (*)(Given x);

Tensor uniform_tensor(torch::IntArrayRef shape, std::uint64_t stream) {
  Tensor tensor = torch::empty(shape, torch::kFloat32);
  fill_uniform({tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())}, stream);
  return tensor;
}

Tensor look_up(Given x) {
  static const Tensor indices = [] {
    Tensor of = torch::empty({kIndices}, torch::kInt64);
    for (std::int64_t i = 0; i < kIndices; ++i) of[i] = index_of(i);
    return of;
  }();
  return torch::embedding(x[0], indices);
}

// This version has no fused attention in its public interface.
Tensor attend(Given x) {
  static const Tensor hidden = torch::ones({64, 64}).tril().logical_not();
  const Tensor scores = torch::matmul(x[0], x[1].transpose(-2, -1)) / std::sqrt(32.0);
  return torch::matmul(torch::softmax(scores.masked_fill(hidden, -INFINITY), -1), x[2]);
}

Layer layer_of(const std::string& name) {
  if (name == "linear") return [](Given x) { return torch::linear(x[0], x[1], x[2]); };
  if (name == "convolution") return [](Given x) { return torch::conv2d(x[0], x[1], x[2], 1, 1); };
  if (name == "max_pool") return [](Given x) { return torch::max_pool2d(x[0], 2); };
  if (name == "average_pool") return [](Given x) { return torch::avg_pool2d(x[0], 2); };
  if (name == "batch_norm")
    return
        [](Given x) { return torch::batch_norm(x[0], x[1], x[2], {}, {}, true, 0.1, 1e-5, false); };
  if (name == "layer_norm")
    return [](Given x) { return torch::layer_norm(x[0], {256}, x[1], x[2]); };
  if (name == "embedding") return look_up;
  if (name == "attention") return attend;
  return [](Given x) { return torch::gelu(x[0]); };
}

void append(std::vector<double>& check, const Tensor& result) {
  const Tensor whole = result.contiguous();
  const std::vector<double> picked =
      spread(whole.data_ptr<float>(), static_cast<std::size_t>(whole.numel()));
  check.insert(check.end(), picked.begin(), picked.end());
}

}  // namespace

Measurement measure_libtorch_layer(const Request& request) {
  const LayerCase& which = layer_case(request.shape);
  const Layer layer = layer_of(which.name);
  std::vector<Tensor> inputs;
  for (std::size_t i = 0; i < which.inputs.size(); ++i)
    inputs.push_back(
        uniform_tensor(which.inputs[i], kLayerInputStream + i).set_requires_grad(true));
  const Tensor upstream = uniform_tensor(layer(inputs).sizes(), kUpstreamStream);
  const auto once = [&] {
    const Tensor y = layer(inputs);
    return std::pair(y, torch::autograd::grad({y}, inputs, {upstream}));
  };
  Measurement measured;
  const auto [y, gradients] = once();
  append(measured.check, y.detach());
  for (const Tensor& gradient : gradients) append(measured.check, gradient);
  measured.median = time_iterations(request.seconds, once);
  return measured;
}

}  // namespace peers
