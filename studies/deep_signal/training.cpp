#include "studies/deep_signal/training.h"

#include <fmt/core.h>
#include <algorithm>
#include <cmath>

#include "studies/glorot2010/shapeset.h"
#include "tensor/reduce.h"

namespace deep_signal {

using namespace gradflow;

namespace {

constexpr std::int64_t kBatch = 32;
constexpr std::int64_t kTestExamples = 2000;

double error_of(nn::Sequential& net, const glorot2010::Batch& test) {
  const NoGrad no_grad;
  net.eval();
  const Tensor chosen = argmax(net(test.images).value(), 1);
  net.train();
  const auto given = chosen.values<std::int32_t>(), right = test.labels.values<std::int32_t>();
  std::int64_t wrong = 0;
  for (std::size_t i = 0; i < given.size(); ++i) wrong += given[i] != right[i] ? 1 : 0;
  return 100.0 * static_cast<double>(wrong) / static_cast<double>(given.size());
}

}  // namespace

std::vector<CurvePoint> train(const Design& design, int depth, std::int64_t steps,
                              std::uint64_t seed) {
  Rng rng(seed);
  nn::Sequential net;
  build(net, design, depth, glorot2010::kPixels, glorot2010::kClasses, rng);
  optim::Adam adam(net, {.learning_rate = 1e-3});
  const glorot2010::Shapeset examples(rng.at(1).key()), unseen(rng.at(2).key());
  const glorot2010::Batch test = unseen.batch(0, kTestExamples);
  const optim::Schedule rate = optim::cosine_decay(1e-3, steps);

  std::vector<CurvePoint> curve;
  const std::int64_t every = std::max<std::int64_t>(1, steps / 40);
  double loss_sum = 0;
  for (std::int64_t step = 1; step <= steps; ++step) {
    adam.set_learning_rate(rate(step - 1));
    const glorot2010::Batch batch = examples.batch((step - 1) * kBatch, kBatch);
    const Variable loss = cross_entropy(net(batch.images), batch.labels);
    loss_sum += loss.value().item();
    adam.backward(loss);
    if (step % every != 0) continue;
    curve.push_back({step, loss_sum / static_cast<double>(every), error_of(net, test)});
    require<Error>(std::isfinite(loss_sum), "deep_signal: the loss of {} is not finite at step {}",
                   design.name, step);
    loss_sum = 0;
    if (step % (every * 10) == 0)
      fmt::print("{:<24} step {:5}  loss {:.3f}  error {:.1f} %\n", design.name, step,
                 curve.back().loss, curve.back().error);
  }
  return curve;
}

}  // namespace deep_signal
