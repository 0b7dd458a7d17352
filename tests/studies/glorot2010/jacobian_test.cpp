// Jacobians against the formula for one layer, and singular values against those of matrices made
// from them and against the law of random matrices.

#include "studies/glorot2010/initial/jacobian.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <span>
#include <vector>

#include "autograd/grad_mode.h"
#include "studies/glorot2010/initial/singular_values.h"
#include "studies/support/probe.h"
#include "tensor/arithmetic.h"
#include "tensor/matmul.h"
#include "tensor/rearrange.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace glorot2010 {
namespace {

using gradflow::DType;
using gradflow::Rng;
using gradflow::Shape;
using gradflow::Tensor;
using gradflow::Transpose;
using gradflow::testing::close;
using gradflow::testing::expect_error;

// Row k of ∂z(i+1)/∂z(i) is row k of W(i+1) times tanh' of unit k.
TEST(Jacobian, IsTheDerivativeTimesTheWeight) {
  const InitialConfig config = {.width = 12, .depth = 3};
  Network network = initial_network(config.network(Initialisation::normalised), 3);
  const Tensor image = statistics_images(1).images;
  const std::vector<Tensor> all = jacobians(network, image);
  ASSERT_EQ(all.size(), 2U);

  const studies::Probe activations = studies::watch_outputs(network, "z*");
  const gradflow::NoGrad inference;
  network(image);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Tensor z = activations.readings()[i + 1].values;
    const Tensor derivative = gradflow::transpose(1 - z * z);  // (width, 1)
    const Tensor weight = network.linear(static_cast<int>(i) + 2).weight().value();
    EXPECT_TRUE(close(all[i], derivative * weight, 1e-6)) << "Jacobian " << i + 1;
  }
}

// The orthogonal matrix I - 2 v·vᵀ / vᵀv of a random vector v (Householder).
Tensor reflection(Rng& rng, std::int64_t n) {
  const Tensor v = rng.normal(Shape{n, 1}, 0, 1, DType::float64);
  const Tensor squared = gradflow::matmul(v, v, Transpose::yes, Transpose::no);
  Tensor result =
      gradflow::matmul(v, v, Transpose::no, Transpose::yes) * (-2 / squared.values<double>()[0]);
  const std::span<double> values = result.edit<double>();
  for (std::int64_t i = 0; i < n; ++i) values[static_cast<std::size_t>(i * (n + 1))] += 1;
  return result;
}

// Reflections before and after a diagonal change no singular value.
TEST(SingularValues, AreThoseTheMatrixWasMadeFrom) {
  Rng rng(1);
  for (const Shape& shape : {Shape{1, 1}, Shape{7, 7}, Shape{60, 60}, Shape{50, 20}}) {
    const std::int64_t rows = shape[0], columns = shape[1];
    Tensor diagonal = Tensor::zeros(shape, DType::float64);
    std::vector<double> made(static_cast<std::size_t>(columns));
    for (std::size_t i = 0; i < made.size(); ++i) {
      made[i] = static_cast<double>(made.size() - i) / 8;
      diagonal.edit<double>()[i * (made.size() + 1)] = made[i];
    }
    const Tensor matrix = gradflow::matmul(gradflow::matmul(reflection(rng, rows), diagonal),
                                           reflection(rng, columns));
    const std::vector<double> found = singular_values(matrix);
    ASSERT_EQ(found.size(), made.size());
    for (std::size_t i = 0; i < made.size(); ++i) EXPECT_NEAR(found[i], made[i], 1e-10);
  }
}

TEST(SingularValues, OfADiagonalAreItsMagnitudesInOrder) {
  const Tensor diagonal = Tensor::from(Shape{3, 3}, {0.5, 0, 0, 0, -4, 0, 0, 0, 0});
  const std::vector<double> values = singular_values(diagonal);
  EXPECT_NEAR(values[0], 4, 1e-12);
  EXPECT_NEAR(values[1], 0.5, 1e-12);
  EXPECT_EQ(values[2], 0);
}

// For a square matrix of independent entries with n Var[W] = v the mean singular value tends to
// √v · 8/(3π): 0.490 for v = 1/3, which is what eq 15 gives, and 0.849 for v = 1.
TEST(SingularValues, OfRandomMatricesHaveTheMeanOfTheQuarterCircle) {
  Rng rng(2);
  for (const double v : {1.0 / 3, 1.0}) {
    const std::int64_t n = 300;
    const double bound = std::sqrt(3 * v / static_cast<double>(n));
    const std::vector<double> values = singular_values(rng.uniform(Shape{n, n}, -bound, bound));
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(n);
    EXPECT_NEAR(mean, std::sqrt(v) * 8 / (3 * std::numbers::pi), 0.005);
  }
}

TEST(SingularValues, RefuseWhatIsNoTallMatrix) {
  expect_error<gradflow::ShapeError>(
      [] {
        singular_values(Tensor::zeros(Shape{2, 3}));
      },
      "singular_values: shape [2, 3], expected two axes with at least as many rows as columns");
  expect_error<gradflow::ArgumentError>(
      [] {
        singular_values(Tensor::full(Shape{3, 3}, std::nan("")));
      },
      "singular_values: no convergence for a matrix [3, 3]; does it hold NaN?");
}

}  // namespace
}  // namespace glorot2010
