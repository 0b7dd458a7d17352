// Cost surfaces against the formula at single points, and the plateau share by hand.

#include "studies/glorot2010/initial/cost_surface.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "tests/studies/glorot2010/initial_run.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

using gradflow::DType;
using gradflow::Shape;
using gradflow::Tensor;

// Two examples with the same input and opposite targets: p = 1/2 is the best there is.
SurfaceData contradiction() {
  return {Tensor::from(Shape{1, 2}, {0.7, 0.7}, DType::float64),
          Tensor::from(Shape{1, 2}, {0, 1}, DType::float64)};
}

double probability(double w1, double w2, double x) {
  return 1 / (1 + std::exp(-w2 * std::tanh(w1 * x)));
}

TEST(CostSurface, CoversTheGridWithW1Outermost) {
  const Surface surface = cost_surface(Cost::quadratic, contradiction(), 3, 4);
  EXPECT_EQ(surface.w1, (std::vector<double>{-4, -4, -4, 0, 0, 0, 4, 4, 4}));
  EXPECT_EQ(surface.w2, (std::vector<double>{-4, 0, 4, -4, 0, 4, -4, 0, 4}));
}

TEST(CostSurface, HasTheCostsOfTheFormula) {
  const SurfaceData data = contradiction();
  const Surface entropy = cost_surface(Cost::cross_entropy, data, 5, 4);
  const Surface quadratic = cost_surface(Cost::quadratic, data, 5, 4);
  for (std::size_t i = 0; i < entropy.cost.size(); ++i) {
    const double p = probability(entropy.w1[i], entropy.w2[i], 0.7);
    EXPECT_NEAR(entropy.cost[i], -(std::log(p) + std::log(1 - p)) / 2, 1e-12);
    EXPECT_NEAR(quadratic.cost[i], (p * p + (1 - p) * (1 - p)) / 2, 1e-12);
  }
  EXPECT_NEAR(entropy.cost[12], std::log(2), 1e-12);  // at the origin p = 1/2
  EXPECT_NEAR(quadratic.cost[12], 0.25, 1e-12);
}

// Central differences of the formula, at a point of the grid off the axes.
TEST(CostSurface, HasTheSlopesOfTheFormula) {
  const SurfaceData data = surface_data(11, 2);
  const auto x = data.x.values<double>();
  const auto t = data.t.values<double>();
  const auto cost = [&](double w1, double w2) {
    double sum = 0;
    for (std::size_t i = 0; i < 2; ++i) sum += std::pow(probability(w1, w2, x[i]) - t[i], 2) / 2;
    return sum;
  };
  const Surface surface = cost_surface(Cost::quadratic, data, 9, 4);
  const double h = 1e-5;
  for (std::size_t i = 0; i < surface.slope.size(); ++i) {
    const double w1 = surface.w1[i], w2 = surface.w2[i];
    const double slope =
        std::hypot(cost(w1 + h, w2) - cost(w1 - h, w2), cost(w1, w2 + h) - cost(w1, w2 - h)) /
        (2 * h);
    EXPECT_NEAR(surface.slope[i], slope, 1e-8);
  }
}

TEST(CostSurface, PlateauIsAShareOfThePointsBelowTheSlope) {
  Surface surface;
  surface.slope = {0, 0.0199, 0.02, 1};  // the limit itself is outside
  EXPECT_EQ(surface.plateau_share(), 0.5);
}

TEST(CostSurface, DataAreAFunctionOfTheSeed) {
  EXPECT_TRUE(identical(surface_data(4, 2).x, surface_data(4, 2).x));
  EXPECT_FALSE(identical(surface_data(4, 2).x, surface_data(5, 2).x));
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto data = surface_data(seed, 2);
    for (const double t : data.t.values<double>()) EXPECT_TRUE(t == 0 || t == 1);
  }
}

class CostSurfaces : public ScratchFolder {
 protected:
  // The draws of a run of that seed on a small grid.
  studies::Table plateaus(std::uint64_t seed) const {
    InitialRun run(file("seed" + std::to_string(seed)), seed);
    EXPECT_TRUE(record_cost_surfaces(run.context(), {.side = 5}));
    return run.table("plateaus.csv");
  }
};

TEST_F(CostSurfaces, OfSeedOneAreThoseOfSeeds1To20) {
  const studies::Table table = plateaus(1);
  ASSERT_EQ(table.rows(), 20U);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    EXPECT_EQ(table.at(i, "seed"), static_cast<double>(i + 1));
    EXPECT_EQ(table.at(i, "quadratic"),
              cost_surface(Cost::quadratic, surface_data(i + 1, 2), 5, 4).plateau_share());
  }
}

TEST_F(CostSurfaces, OfTwoSeedsHaveNoDrawInCommon) {
  std::set<double> drawn;
  for (const std::uint64_t seed : {0, 1, 2, 3, 4})
    for (const double draw : plateaus(seed).column("seed"))
      EXPECT_TRUE(drawn.insert(draw).second) << draw << " again with seed " << seed;
  EXPECT_EQ(drawn.size(), 100U);
}

}  // namespace
}  // namespace glorot2010
