#include "studies/two_moons/moons.h"

#include <cmath>
#include <numbers>

#include "autograd/grad_mode.h"
#include "autograd/ops/softmax.h"
#include "studies/support/answers.h"
#include "studies/support/csv.h"
#include "studies/support/figure.h"
#include "studies/support/study_program.h"
#include "tensor/reduce.h"

namespace two_moons {

using gradflow::Tensor;

namespace {

constexpr double kDeviation = 0.15;
constexpr double kRequired = 0.97;

// The probability of the lower moon over a grid that holds both moons, row by row.
studies::Table surface_of(gradflow::nn::Sequential& net) {
  constexpr std::int64_t kSide = 101;
  const Tensor grid = Tensor::build<float>({kSide * kSide, 2}, [](std::span<float> to) {
    for (std::int64_t i = 0; i < kSide * kSide; ++i) {
      to[2 * i] = static_cast<float>(-1.75 + 4.5 * static_cast<double>(i % kSide) / (kSide - 1));
      to[2 * i + 1] = static_cast<float>(-1.1 + 2.7 * static_cast<double>(i / kSide) / (kSide - 1));
    }
  });
  const gradflow::NoGrad no_grad;
  const Tensor probabilities = softmax(net(grid)).value();
  studies::Table table({"x", "y", "probability"});
  for (std::int64_t i = 0; i < kSide * kSide; ++i)
    table.add_row({grid.at({i, 0}), grid.at({i, 1}), probabilities.at({i, 1})});
  return table;
}

studies::Table table_of(const Points& points, std::int64_t count) {
  studies::Table table({"x", "y", "label"});
  for (std::int64_t i = 0; i < count; ++i)
    table.add_row({points.points.at({i, 0}), points.points.at({i, 1}), points.labels.at({i})});
  return table;
}

}  // namespace

Points draw(std::int64_t count, gradflow::Rng& rng) {
  const Tensor labels = rng.integers({count}, 0, 1);
  const Tensor angles = rng.uniform({count}, 0, std::numbers::pi);
  const Tensor noise = rng.normal({count, 2}, 0, kDeviation);
  Tensor points = Tensor::build<float>({count, 2}, [&](std::span<float> to) {
    for (std::int64_t i = 0; i < count; ++i) {
      const double angle = angles.at({i});
      const bool lower = labels.at({i}) == 1;
      to[2 * i] =
          static_cast<float>((lower ? 1 - std::cos(angle) : std::cos(angle)) + noise.at({i, 0}));
      to[2 * i + 1] =
          static_cast<float>((lower ? 0.5 - std::sin(angle) : std::sin(angle)) + noise.at({i, 1}));
    }
  });
  return {std::move(points), labels};
}

double accuracy(gradflow::nn::Sequential& net, const Points& points) {
  const gradflow::NoGrad no_grad;
  const Tensor chosen = argmax(net(points.points).value(), 1);
  const std::int64_t all = chosen.elements();
  const std::int64_t right = all - studies::wrong_answers(chosen, points.labels);
  return static_cast<double>(right) / static_cast<double>(all);
}

int conclude(gradflow::nn::Sequential& net, gradflow::Rng& rng, int argc, char** argv) {
  return studies::run_study(
      argc, argv,
      {.name = "two_moons",
       .about = "Twenty lines that tell two half circles apart.",
       .kind = studies::StudyKind::fixed},
      [&](const studies::StudyOptions& options, studies::StudyResult& result) {
        const Points fresh = draw(10'000, rng);
        result.expect_at_least("accuracy on 10,000 fresh points", accuracy(net, fresh), kRequired);
        write_csv(options.out / "surface.csv", surface_of(net));
        write_csv(options.out / "points.csv", table_of(fresh, 400));
        studies::draw_figure(
            TWO_MOONS_FIGURE, options.out, "surface",
            "Points of two moons, and the curve on which the network is undecided");
      });
}

}  // namespace two_moons
