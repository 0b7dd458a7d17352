// Why a network needs a non-linear function between its layers: without one, four layers are a
// line, whatever their width; with one, a single hidden layer bends. Fits x² and sin x with both
// and compares their errors with that of the best line, which has a closed form.

#include <fmt/core.h>

#include <cmath>
#include <numbers>
#include <string>

#include "nn/gradflow.h"
#include "studies/support/csv.h"
#include "studies/support/figure.h"
#include "studies/support/study_program.h"

using namespace gradflow;

namespace {

constexpr std::int64_t kPoints = 201;
constexpr std::int64_t kWidth = 32;

struct Curve {
  std::string name, formula;
  double reach;  // x goes from -reach to reach
  double (*f)(double);
};

Tensor column(double (*f)(double), double reach) {
  return Tensor::build<float>({kPoints, 1}, [&](std::span<float> to) {
    for (std::size_t i = 0; i < to.size(); ++i)
      to[i] = static_cast<float>(f(reach * (2 * static_cast<double>(i) / (kPoints - 1) - 1)));
  });
}

// The values at x of the line with the least squared error, y = mean(y) + cov(x, y)/var(x) · x,
// for an x of mean 0.
Tensor best_line(const Tensor& x, const Tensor& y) {
  return x * (sum(x * y).item() / sum(x * x).item()) + mean(y).item();
}

double error_of(const Tensor& fit, const Tensor& y) { return squared_error(fit, y).value().item(); }

// Trains the net on all points at once and returns its values at them.
Tensor fit(nn::Sequential& net, const Tensor& x, const Tensor& y, int steps) {
  optim::Sgd sgd(net, {.learning_rate = 0.01, .momentum = 0.9});
  for (int step = 0; step < steps; ++step) {
    if (step == steps * 3 / 4) sgd.set_learning_rate(0.001);
    sgd.backward(squared_error(net(x), y));
  }
  const NoGrad no_grad;
  return net(x).value();
}

Tensor fit_four_linear_layers(const Tensor& x, const Tensor& y, Rng rng, int steps) {
  nn::Sequential net;
  net.add<nn::Linear>("h1", 1, kWidth, init::glorot_uniform(), rng);
  net.add<nn::Linear>("h2", kWidth, kWidth, init::glorot_uniform(), rng);
  net.add<nn::Linear>("h3", kWidth, kWidth, init::glorot_uniform(), rng);
  net.add<nn::Linear>("output", kWidth, 1, init::glorot_uniform(), rng);
  return fit(net, x, y, steps);
}

Tensor fit_one_tanh_layer(const Tensor& x, const Tensor& y, Rng rng, int steps) {
  nn::Sequential net;
  net.add<nn::Linear>("h1", 1, kWidth, init::glorot_uniform(), rng,
                      nn::LinearOptions{.bias = init::uniform(-1, 1)});
  net.add("z1", tanh);
  net.add<nn::Linear>("output", kWidth, 1, init::glorot_uniform(), rng);
  return fit(net, x, y, steps);
}

void study(const Curve& curve, const studies::StudyOptions& options, studies::StudyResult& result) {
  const Tensor x = column([](double t) { return t; }, curve.reach);
  const Tensor y = column(curve.f, curve.reach);
  const int steps = options.quick ? 500 : 20'000;
  const Rng rng(options.seed);
  const Tensor line = best_line(x, y);
  const Tensor linear = fit_four_linear_layers(x, y, rng.at(1), steps);
  const Tensor bent = fit_one_tanh_layer(x, y, rng.at(2), steps);

  const double least = error_of(line, y);
  const double of_linear = error_of(linear, y) / least, of_bent = error_of(bent, y) / least;
  result.note(curve.formula + ": squared error of the best line", least);
  result.expect_at_most(curve.formula +
                            ": four linear layers, distance of their error from the "
                            "best line's, per cent of it",
                        100 * std::abs(of_linear - 1), 1);
  result.expect_at_most(
      curve.formula + ": one tanh layer, its error in per cent of the best line's", 100 * of_bent,
      1);

  studies::Table table({"x", "target", "line", "linear", "tanh"});
  for (std::int64_t i = 0; i < kPoints; ++i)
    table.add_row(
        {x.at({i, 0}), y.at({i, 0}), line.at({i, 0}), linear.at({i, 0}), bent.at({i, 0})});
  write_csv(options.out / (curve.name + ".csv"), table);
  studies::draw_figure(WHY_NONLINEAR_FIGURE, options.out, curve.name,
                       curve.formula +
                           ", the line that four linear layers make of it, and the "
                           "curve of one layer of tanh units");
}

}  // namespace

int main(int argc, char** argv) {
  return studies::run_study(
      argc, argv,
      {.name = "why_nonlinear",
       .about = "Fits x² and sin x with and without a non-linear function between the layers."},
      [](const studies::StudyOptions& options, studies::StudyResult& result) {
        study({"square", "x²", 2, [](double x) { return x * x; }}, options, result);
        study({"sine", "sin x", std::numbers::pi, [](double x) { return std::sin(x); }}, options,
              result);
      });
}
