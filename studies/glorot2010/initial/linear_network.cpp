#include "studies/glorot2010/initial/linear_network.h"

#include <fmt/core.h>

#include <cmath>
#include <vector>

#include "autograd/backward.h"
#include "studies/support/csv.h"
#include "studies/support/statistics.h"

namespace glorot2010 {

namespace {

using gradflow::Shape;
using gradflow::Tensor;
using gradflow::Variable;
using studies::Moments;

// Variances over draws, one entry per layer. forward[i] is of z(i), backward[i - 1] and
// weights[i - 1] are of layer i.
struct Variances {
  explicit Variances(int depth)
      : forward(static_cast<std::size_t>(depth) + 1),
        backward(static_cast<std::size_t>(depth)),
        weights(static_cast<std::size_t>(depth)) {}
  std::vector<Moments> forward, backward, weights;
};

double variance(const Tensor& values) {
  Moments moments;
  moments.add(values.values<float>());
  return moments.variance();
}

// Passes a batch forwards and backwards and adds one value to every entry.
void add_draw(Network& network, const Tensor& x, const Tensor& v, Variances& variances) {
  const int depth = network.config().depth;
  std::vector<Variable> s(static_cast<std::size_t>(depth));
  std::vector<Variable> wanted;
  std::vector<gradflow::HookHandle> hooks;
  for (int i = 1; i <= depth; ++i) {
    wanted.push_back(network.linear(i).weight());
    hooks.push_back(network.linear(i).on_forward(
        [&kept = s[static_cast<std::size_t>(i - 1)]](
            const gradflow::nn::Module&, std::span<const Variable>,
            std::span<const Variable> outputs) { kept = outputs[0]; }));
  }
  network(x);
  wanted.insert(wanted.end(), s.begin(), s.end());
  const std::vector<Tensor> gradients = gradflow::gradients(s.back(), wanted, v);

  const auto examples = static_cast<double>(x.extent(0));
  variances.forward[0].add(variance(x));
  for (std::size_t i = 0; i < s.size(); ++i) {
    variances.forward[i + 1].add(variance(s[i].value()));  // z = s: identity units
    // A sum over independent examples, each of which has this variance.
    variances.weights[i].add(variance(gradients[i]) / examples);
    variances.backward[i].add(variance(gradients[s.size() + i]));
  }
}

// Var[W] as the initialisation has it: eq 15, eq 12.
double weight_variance(Initialisation initialisation, double fan_in, double fan_out) {
  return initialisation == Initialisation::standard ? 1 / (3 * fan_in) : 2 / (fan_in + fan_out);
}

struct Prediction {
  std::vector<double> forward, backward, weights;
};

Prediction predict(const NetworkConfig& config, double input, double top) {
  Prediction prediction;
  const auto depth = static_cast<std::size_t>(config.depth);
  const auto inputs = static_cast<double>(config.inputs);
  const auto width = static_cast<double>(config.width);
  prediction.forward = {input};
  for (std::size_t i = 1; i <= depth; ++i) {  // eq 5
    const double fan_in = i == 1 ? inputs : width;
    prediction.forward.push_back(prediction.forward.back() * fan_in *
                                 weight_variance(config.initialisation, fan_in, width));
  }
  const double back = width * weight_variance(config.initialisation, width, width);
  for (std::size_t i = 1; i <= depth; ++i) {
    prediction.backward.push_back(top * std::pow(back, depth - i));                        // eq 6
    prediction.weights.push_back(prediction.forward[i - 1] * prediction.backward.back());  // eq 7
  }
  return prediction;
}

double standard_error(const Moments& draws) {  // 0 for a single draw, which cannot tell
  const auto count = static_cast<double>(draws.count());
  return count < 2 ? 0 : draws.deviation() / std::sqrt(count - 1);
}

studies::Table table_of(int first_layer, const std::vector<Moments>& standard,
                        const std::vector<double>& standard_predicted,
                        const std::vector<Moments>& normalised,
                        const std::vector<double>& normalised_predicted) {
  studies::Table table({"layer", "standard", "normalised", "standard_predicted",
                        "normalised_predicted", "standard_error", "normalised_error"});
  for (std::size_t i = 0; i < standard.size(); ++i)
    table.add_row({first_layer + static_cast<int>(i), standard[i].mean(), normalised[i].mean(),
                   standard_predicted[i], normalised_predicted[i], standard_error(standard[i]),
                   standard_error(normalised[i])});
  return table;
}

}  // namespace

bool record_linear_network(RunContext& context, const LinearConfig& config) {
  std::vector<Variances> measured;
  std::vector<Prediction> predicted;
  std::uint64_t done = 0;
  for (const Initialisation initialisation : kInitialisations) {
    NetworkConfig network_config = config.initial.network(initialisation);
    network_config.activation = Activation::identity;
    Variances variances(network_config.depth);
    gradflow::Rng rng(context.seed);
    for (int draw = 0; draw < config.draws; ++draw) {
      gradflow::Rng weights = rng.split(), examples = rng.split();
      Network network(network_config, weights);
      const std::int64_t count = config.initial.images;
      const Tensor x = examples.normal(Shape{count, network_config.inputs}, 0, 1);
      const Tensor v = examples.normal(Shape{count, network_config.width}, 0, 1);
      add_draw(network, x, v, variances);
      if (!context.progress(++done, name(initialisation))) return false;
    }
    predicted.push_back(predict(network_config, variances.forward.front().mean(),
                                variances.backward.back().mean()));
    measured.push_back(std::move(variances));
  }
  const auto write = [&](const char* file, int first_layer, auto part, auto predicted_part) {
    context.folder.write_csv(file,
                             table_of(first_layer, measured[0].*part, predicted[0].*predicted_part,
                                      measured[1].*part, predicted[1].*predicted_part));
  };
  write("forward.csv", 0, &Variances::forward, &Prediction::forward);
  write("backward.csv", 1, &Variances::backward, &Prediction::backward);
  write("weights.csv", 1, &Variances::weights, &Prediction::weights);
  return true;
}

}  // namespace glorot2010
