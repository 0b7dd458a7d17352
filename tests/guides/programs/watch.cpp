// The program of nn/guide_watch.md, which shows all that follows.

#include <fmt/core.h>

#include <string>
#include <vector>

#include "autograd/anomaly.h"
#include "nn/gradflow.h"

using namespace gradflow;

struct Network {
  nn::Sequential net;

  Network() {
    Rng rng(1);
    net.add<nn::Linear>("h1", 8, 32, init::standard_uniform(), rng);
    net.add("t1", tanh);
    net.add<nn::Linear>("h2", 32, 32, init::standard_uniform(), rng);
    net.add("t2", tanh);
    net.add<nn::Linear>("h3", 32, 32, init::standard_uniform(), rng);
    net.add("t3", tanh);
    net.add<nn::Linear>("output", 32, 2, init::standard_uniform(), rng);
  }
  Variable loss() {
    Rng rng(2);
    const Tensor points = rng.normal({64, 8}, 0, 1), labels = rng.integers({64}, 0, 1);
    return cross_entropy(net(points), labels);
  }
};

// The root mean square of what each layer puts out, and of the gradient that comes back to it.
struct Row {
  std::string layer;
  double value = 0, gradient = 0;
};

void watch_every_layer() {
  Network network;
  std::vector<Row> rows;
  std::vector<HookHandle> hooks;
  for (const char* layer : {"t1", "t2", "t3"}) rows.push_back({layer});
  for (Row& row : rows) {
    nn::Module& module = network.net.at(row.layer);
    hooks.push_back(module.on_forward(
        [&row](const nn::Module&, std::span<const Variable>, std::span<const Variable> outputs) {
          row.value = rms(outputs[0].value());
        }));
    hooks.push_back(module.on_backward(
        [&row](const nn::Module&, std::span<const Tensor> output_gradients,
               std::span<const Tensor>) { row.gradient = rms(output_gradients[0]); }));
  }
  backward(network.loss());
  for (const Row& row : rows)
    fmt::print("{}  value {:.2f}  gradient {:.1e}\n", row.layer, row.value, row.gradient);
}

void watch_one_weight_now_and_then() {
  Network network;
  optim::Sgd sgd(network.net, {.learning_rate = 0.5});
  int step = 0;
  HookHandle hook = network.net.named_parameters()[0].item->on_gradient(
      [&](const Node& node, const Tensor& gradient) {
        fmt::print("step {:3}  {}  {:.1e}\n", step, node.label(), rms(gradient));
      });
  for (step = 0; step <= 100; ++step) {
    if (step % 50 == 0) {
      hook.resume();
    } else {
      hook.pause();
    }
    sgd.backward(network.loss());
  }
}

void find_where_a_nan_arose() {
  const Variable x(Tensor::from({3}, {4, 1, -1}), RequiresGradient::yes, "x");
  const DetectAnomaly watching;
  try {
    backward(sum(log(x) * 2));
  } catch (const AnomalyError& error) {
    fmt::print("{} made it, in line {}\n", error.anomaly.op, error.anomaly.where.line);
  }
}

int main() {
  watch_every_layer();
  watch_one_weight_now_and_then();
  find_where_a_nan_arose();
}
