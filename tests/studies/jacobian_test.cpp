// Jacobians against the formula for one layer, and singular values against a decomposition of the
// matrix itself and against the law of random matrices.

#include "studies/glorot2010/jacobian.h"

#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>
#include <numbers>
#include <numeric>

#include "autograd/grad_mode.h"
#include "studies/glorot2010/singular_values.h"
#include "studies/support/probe.h"
#include "tensor/arithmetic.h"
#include "tensor/rearrange.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace glorot2010 {
namespace {

using gradflow::DType;
using gradflow::Rng;
using gradflow::Shape;
using gradflow::Tensor;
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

std::vector<double> by_decomposition(const Tensor& matrix) {
  const Tensor doubles = matrix.to(DType::float64);
  const Eigen::Map<const Eigen::Matrix<double, -1, -1, Eigen::RowMajor>> values(
      doubles.values<double>().data(), doubles.extent(0), doubles.extent(1));
  const Eigen::VectorXd singular = Eigen::BDCSVD<Eigen::MatrixXd>(values).singularValues();
  return {singular.data(), singular.data() + singular.size()};
}

TEST(SingularValues, AreThoseOfADecomposition) {
  Rng rng(1);
  for (const Shape& shape : {Shape{1, 1}, Shape{7, 7}, Shape{60, 60}, Shape{50, 20}}) {
    const Tensor matrix = rng.normal(shape, 0, 1);
    const std::vector<double> ours = singular_values(matrix), theirs = by_decomposition(matrix);
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i)
      EXPECT_NEAR(ours[i], theirs[i], 1e-7 * theirs.front());
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
