// Every initialiser beside libtorch's. They draw from different generators, so what is compared is
// two samples of 200,000 values. A deviation that is off by 5 % is seen by Kolmogorov-Smirnov, one
// that is off by 3 % by the variance, a mean that is off by 0.04 deviations, and a bound of a
// uniform distribution that is off by 0.05 %. The samples are the same in every run.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "nn/init/initialiser.h"
#include "tests/differential/arrays.h"
#include "tests/differential/nn/nn_measured.h"
#include "tests/differential/nn/peer_initialisers.h"
#include "tests/differential/nn/statistics.h"

namespace gradflow::differential {
namespace {

constexpr double kValues = 200000;

// Fans of (500, 400), (100, 2000), (2000, 100), (1600, 12500), (1250, 8000).
const std::vector<std::vector<std::int64_t>> kShapes = {
    {400, 500}, {2000, 100}, {100, 2000}, {125, 16, 10, 10}, {160, 25, 50}};

struct OurInitialiser {
  InitialiserCase of;
  init::Initialiser initialiser;
  bool is_uniform;

  Sample draw(const std::vector<std::int64_t>& shape, Precision precision) const {
    Rng rng(seed_for(shape));
    return Sample(to_array(initialiser(Shape(shape), rng, element_type(precision))).elements);
  }
  Sample draw_theirs(const std::vector<std::int64_t>& shape, Precision precision) const {
    return Sample(peer_draw(of, shape, precision, seed_for(shape)));
  }
  // Another one for each initialiser and shape.
  std::uint64_t seed_for(const std::vector<std::int64_t>& shape) const {
    auto seed = static_cast<std::uint64_t>(shape[0]);
    for (const char letter : of.initialiser) seed = 31 * seed + static_cast<unsigned char>(letter);
    return seed;
  }
  double kurtosis() const { return is_uniform ? 1.8 : 3; }
};

std::vector<OurInitialiser> drawing_initialisers() {
  return {
      {{"uniform", -0.3, 0.7}, init::uniform(-0.3, 0.7), true},
      {{"normal", 0.1, 2}, init::normal(0.1, 2), false},
      {{"standard_uniform"}, init::standard_uniform(), true},
      {{"standard_as_normal"}, init::standard_as_normal(), false},
      {{"glorot_uniform"}, init::glorot_uniform(), true},
      {{"glorot_normal"}, init::glorot_normal(), false},
      {{"he_uniform"}, init::he_uniform(), true},
      {{"he_normal"}, init::he_normal(), false},
  };
}

class InitialiserBesideLibtorch : public ::testing::TestWithParam<OurInitialiser> {};

// As shares of the limits.
Likeness compared_samples(const OurInitialiser& one, const Sample& ours, const Sample& theirs) {
  Likeness found;
  found.distance = largest_distance(ours, theirs) / limit_of_distance(kValues);
  found.mean = difference_of_means(ours, theirs) / limit_of_means(kValues);
  found.variance =
      difference_of_variances(ours, theirs) / limit_of_variances(kValues, one.kurtosis());
  if (one.is_uniform) found.ends = difference_of_ends(ours, theirs) / limit_of_ends(kValues);
  return found;
}

TEST_P(InitialiserBesideLibtorch, DrawsFromTheSameDistribution) {
  const OurInitialiser& one = GetParam();
  Likeness& worst = likeness(one.of.initialiser);
  for (const auto& shape : kShapes)
    for (const Precision precision : {Precision::float32, Precision::float64}) {
      const Likeness found =
          compared_samples(one, one.draw(shape, precision), one.draw_theirs(shape, precision));
      EXPECT_LE(found.distance, 1) << "Kolmogorov-Smirnov, " << shape[0] << " rows";
      EXPECT_LE(found.mean, 1) << shape[0] << " rows";
      EXPECT_LE(found.variance, 1) << shape[0] << " rows";
      EXPECT_LE(found.ends.value_or(0), 1) << shape[0] << " rows";
      ++worst.trials;
      worst.distance = std::max(worst.distance, found.distance);
      worst.mean = std::max(worst.mean, found.mean);
      worst.variance = std::max(worst.variance, found.variance);
      if (found.ends) worst.ends = std::max(worst.ends.value_or(0), *found.ends);
    }
}

TEST(InitialisersBesideLibtorch, AreAllThatHaveACounterpart) {
  std::set<std::string> names = {"constant"};
  for (const OurInitialiser& one : drawing_initialisers()) names.emplace(one.of.initialiser);
  const auto theirs = peer_initialisers();
  EXPECT_EQ(names, std::set<std::string>(theirs.begin(), theirs.end()));
}

// What is planted: scale (x - mean) + mean + shift · deviation.
Sample planted(const Sample& from, double scale, double shift) {
  std::vector<double> values = from.sorted;
  for (double& x : values)
    x = scale * (x - from.mean) + from.mean + shift * std::sqrt(from.variance);
  return Sample(std::move(values));
}

TEST_P(InitialiserBesideLibtorch, PlantedDeviationsAreSeen) {
  const OurInitialiser& one = GetParam();
  for (const auto& shape : {kShapes.front(), kShapes.back()}) {
    const Sample ours = one.draw(shape, Precision::float32);
    const Sample theirs = one.draw_theirs(shape, Precision::float32);
    for (const double scale : {0.95, 1.05})
      EXPECT_GT(compared_samples(one, planted(ours, scale, 0), theirs).distance, 1) << scale;
    for (const double scale : {0.97, 1.03})
      EXPECT_GT(compared_samples(one, planted(ours, scale, 0), theirs).variance, 1) << scale;
    for (const double shift : {-0.04, 0.04})
      EXPECT_GT(compared_samples(one, planted(ours, 1, shift), theirs).mean, 1) << shift;
    if (!one.is_uniform) continue;
    for (const double scale : {0.9995, 1.0005})
      EXPECT_GT(compared_samples(one, planted(ours, scale, 0), theirs).ends, 1) << scale;
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, InitialiserBesideLibtorch,
                         ::testing::ValuesIn(drawing_initialisers()),
                         [](const auto& one) { return std::string(one.param.of.initialiser); });

TEST(ConstantBesideLibtorch, IsTheSame) {
  Rng rng(1);
  const Array ours = to_array(init::constant(0.3)({4, 5}, rng));
  EXPECT_EQ(ours.elements, peer_draw({"constant", 0.3}, {4, 5}, Precision::float32, 1));
}

}  // namespace
}  // namespace gradflow::differential
