#include "bench/peers/works.h"

#include "bench/peers/layer_cases.h"

#include <stdexcept>

namespace peers {
namespace {

// The number behind a prefix, or 0.
int number_after(std::string_view prefix, const std::string& shape) {
  if (!shape.starts_with(prefix)) return 0;
  return std::atoi(shape.c_str() + prefix.size());
}

[[noreturn]] void unknown(const char* work, const std::string& shape) {
  throw std::invalid_argument(std::string(work) + " has no shape \"" + shape + "\"");
}

}  // namespace

Network paper_network(const std::string& shape) {
  const int batch = number_after("batch", shape), width = number_after("width", shape);
  if (batch < 1 && width < 1) unknown("step", shape);
  const int hidden = width > 0 ? width : 1000;
  return {batch > 0 ? batch : 10, {1024, hidden, hidden, hidden, hidden, hidden, kClasses}};
}

double flop_of_step(const Network& network) {
  double products = 0;
  for (int layer = 0; layer < network.layers(); ++layer)
    products += (layer == 0 ? 2.0 : 3.0) * network.in(layer)*network.out(layer);
  return 2.0 * network.batch * products;
}

double bytes_of_parameters(const Network& network) {
  double parameters = 0;
  for (int layer = 0; layer < network.layers(); ++layer)
    parameters += (network.in(layer) + 1.0) * network.out(layer);
  return sizeof(float) * parameters;
}

double bytes_held_by_step(const Network& network, int arrays) {
  double values = network.in(0);
  for (int layer = 0; layer < network.layers(); ++layer)
    values += network.out(layer) * (layer + 1 < network.layers() ? 2.0 : 1.0);
  return (1 + arrays) * bytes_of_parameters(network) + sizeof(float) * network.batch * values;
}

OptimizerCase optimizer_case_of(const std::string& shape) {
  constexpr std::string_view kApart = "_apart";
  OptimizerCase one{.rule = shape};
  one.apart = shape.ends_with(kApart);
  if (one.apart) one.rule.resize(shape.size() - kApart.size());
  if (one.rule == "momentum") one.arrays = 1;
  if (one.rule == "adam") one.arrays = 2;
  if (one.arrays == 0 && one.rule != "sgd") unknown("optimizer", shape);
  return one;
}

Product product_of(const std::string& shape) {
  const int n = number_after("square", shape);
  if (n > 0) return {n, n, n};
  if (shape == "forward") return {10, 1000, 1000, false, true, 1, 0, 5};
  if (shape == "input_gradient") return {10, 1000, 1000, false, false, 1, 0, 5};
  if (shape == "weight_update") return {1000, 1000, 10, true, false, -1e-6F, 1, 5};
  unknown("gemm", shape);
}

Elementwise elementwise_of(const std::string& shape) {
  const std::size_t underscore = shape.find('_');
  if (underscore == std::string::npos) unknown("elementwise", shape);
  const auto count = static_cast<std::int64_t>(std::atof(shape.c_str() + underscore + 1));
  if (count < kSoftmaxRow) unknown("elementwise", shape);
  return {shape.substr(0, underscore), count};
}

const std::vector<Work>& works() {
  static const std::vector<Work> kWorks = [] {
    std::vector<Work> all = {
        {"step", {"batch10", "batch128"}, {1, 2}},
        {"gemm", {}, {1, 2}},
        {"chain", {"ops1000"}, {1}},
        {"tiny_step", {"batch4"}, {1}},
        {"elementwise", {}, {1, 2}},
        {"layer", {}, {1, 2}},
        {"optimizer",
         {"sgd", "sgd_apart", "momentum", "momentum_apart", "adam", "adam_apart"},
         {1, 2}},
    };
    for (const int n : {64, 128, 256, 512, 1000, 1024, 2048})
      all[1].shapes.push_back("square" + std::to_string(n));
    for (const char* form : {"forward", "input_gradient", "weight_update"})
      all[1].shapes.emplace_back(form);
    for (const char* function : {"tanh", "sigmoid", "softsign", "exp", "add", "sum", "softmax"})
      for (const char* count : {"_1e3", "_1e5", "_1e7"})
        all[4].shapes.push_back(std::string(function) + count);
    for (const LayerCase& layer : layer_cases()) all[5].shapes.push_back(layer.name);
    return all;
  }();
  return kWorks;
}

const std::vector<std::string>& width_shapes() {
  static const std::vector<std::string> kShapes = {"width250", "width500", "width1000", "width2000",
                                                   "width4000"};
  return kShapes;
}

}  // namespace peers
