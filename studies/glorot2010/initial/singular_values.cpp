#include "studies/glorot2010/initial/singular_values.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "tensor/error.h"
#include "tensor/format.h"
#include "tensor/matmul.h"

namespace glorot2010 {

using gradflow::DType;
using gradflow::Tensor;
using gradflow::Transpose;

std::vector<double> singular_values(const Tensor& matrix) {
  gradflow::require<gradflow::ShapeError>(
      matrix.rank() == 2 && matrix.extent(0) >= matrix.extent(1) && matrix.extent(1) > 0,
      "singular_values: shape {}, expected two axes with at least as many rows as columns",
      matrix.shape());
  const Tensor a = matrix.to(DType::float64);
  const Tensor squared = gradflow::matmul(a, a, Transpose::yes, Transpose::no);
  const Eigen::Index size = a.extent(1);
  const Eigen::Map<const Eigen::MatrixXd> symmetric(squared.values<double>().data(), size, size);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(symmetric, Eigen::EigenvaluesOnly);
  gradflow::require(solver.info() == Eigen::Success,
                    "singular_values: no convergence for a matrix {}; does it hold NaN?",
                    matrix.shape());
  const Eigen::VectorXd& eigenvalues = solver.eigenvalues();
  std::vector<double> values(eigenvalues.data(), eigenvalues.data() + eigenvalues.size());
  for (double& value : values) value = std::sqrt(std::max(0.0, value));  // rounding may go below 0
  std::ranges::reverse(values);
  return values;
}

}  // namespace glorot2010
