#include "bench/peers/gradflow_layers.h"

#include "bench/peers/gradflow_step.h"
#include "bench/peers/layer_cases.h"
#include "bench/peers/measure.h"

namespace peers {

using namespace gradflow;

namespace {

using Given = std::span<const Variable>;
using Layer = Variable (*)(Given x);

Variable look_up(Given x) {
  static const Variable indices = Tensor::build<std::int32_t>({kIndices}, [](auto to) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = index_of(static_cast<std::int64_t>(i));
  });
  return embedding(x[0], indices);
}

Layer layer_of(const std::string& name) {
  if (name == "linear") return [](Given x) { return linear(x[0], x[1], x[2]); };
  if (name == "convolution")
    return [](Given x) { return convolution(x[0], x[1], x[2], {.padding = 1}); };
  if (name == "max_pool") return [](Given x) { return max_pool(x[0], 2); };
  if (name == "average_pool") return [](Given x) { return average_pool(x[0], 2); };
  if (name == "batch_norm") return [](Given x) { return batch_norm(x[0], x[1], x[2]); };
  if (name == "layer_norm") return [](Given x) { return layer_norm(x[0], x[1], x[2]); };
  if (name == "embedding") return look_up;
  if (name == "attention")
    return [](Given x) { return scaled_dot_product_attention(x[0], x[1], x[2], {.causal = true}); };
  return [](Given x) { return gelu(x[0]); };
}

void append(std::vector<double>& check, const Tensor& result) {
  const auto values = result.values<float>();
  const std::vector<double> picked = spread(values.data(), values.size());
  check.insert(check.end(), picked.begin(), picked.end());
}

}  // namespace

Measurement measure_gradflow_layer(const Request& request) {
  const LayerCase& which = layer_case(request.shape);
  const Layer layer = layer_of(which.name);
  std::vector<Variable> inputs;
  for (std::size_t i = 0; i < which.inputs.size(); ++i)
    inputs.emplace_back(tensor_of(Shape(which.inputs[i]), kLayerInputStream + i),
                        RequiresGradient::yes);
  Measurement measured;
  Tensor upstream;
  {
    const Variable y = layer(inputs);
    upstream = tensor_of(y.shape(), kUpstreamStream);
    append(measured.check, y.value());
    for (const Tensor& gradient : gradients(y, inputs, upstream)) append(measured.check, gradient);
  }
  measured.median =
      time_iterations(request.seconds, [&] { gradients(layer(inputs), inputs, upstream); });
  return measured;
}

}  // namespace peers
