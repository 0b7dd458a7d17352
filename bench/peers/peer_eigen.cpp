// Eigen: its products in the hand-written step, a small step with matrices of its own, and its
// array expressions with their vectorised functions.

#include <Eigen/Core>

#include "bench/peers/hand_gemm.h"

namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using In = Eigen::Map<const Matrix>;
using Array = Eigen::Array<float, Eigen::Dynamic, 1>;

template <class A, class B>
void into(Eigen::Map<Matrix> c, const peers::Product& p, const A& a, const B& b) {
  if (p.beta == 0) {
    c.noalias() = a * b;
  } else {
    c.noalias() += p.alpha * a * b;
  }
}

void gemm(const peers::Product& p, const float* a, const float* b, float* c) {
  const Eigen::Map<Matrix> out(c, p.rows, p.columns);
  if (p.transpose_a) {
    into(out, p, In(a, p.inner, p.rows).transpose(), In(b, p.inner, p.columns));
  } else if (p.transpose_b) {
    into(out, p, In(a, p.rows, p.inner), In(b, p.columns, p.inner).transpose());
  } else {
    into(out, p, In(a, p.rows, p.inner), In(b, p.inner, p.columns));
  }
}

peers::Measurement measure_softmax(std::int64_t count, const Array& x, double seconds) {
  using Rows = Eigen::Array<float, Eigen::Dynamic, peers::kSoftmaxRow, Eigen::RowMajor>;
  const std::int64_t rows = count / peers::kSoftmaxRow;
  const Eigen::Map<const Rows> in(x.data(), rows, peers::kSoftmaxRow);
  Rows out(rows, peers::kSoftmaxRow);
  const auto once = [&] {
    for (std::int64_t i = 0; i < rows; ++i) {
      out.row(i) = (in.row(i) - in.row(i).maxCoeff()).exp();
      out.row(i) *= 1 / out.row(i).sum();
    }
  };
  once();
  peers::Measurement measured;
  measured.check = peers::spread(out.data(), static_cast<std::size_t>(count));
  measured.median = peers::time_iterations(seconds, once);
  return measured;
}

template <class Expression>
peers::Measurement measure_array(std::int64_t count, double seconds, Expression&& expression) {
  Array out(count);
  const auto once = [&] { out = expression(); };
  once();
  peers::Measurement measured;
  measured.check = peers::spread(out.data(), static_cast<std::size_t>(count));
  measured.median = peers::time_iterations(seconds, once);
  return measured;
}

// Array expressions run on one thread; a new array would cost a page fault for every page.
peers::Measurement measure_elementwise(const peers::Request& request) {
  const auto [function, count] = peers::elementwise_of(request.shape);
  Array x(count), y(count);
  const auto elements = static_cast<std::size_t>(count);
  peers::fill_uniform({x.data(), elements}, 21, 4);
  peers::fill_uniform({y.data(), elements}, 22, 4);
  const double s = request.seconds;
  if (function == "tanh") return measure_array(count, s, [&] { return x.tanh(); });
  if (function == "sigmoid") return measure_array(count, s, [&] { return x.logistic(); });
  if (function == "softsign") return measure_array(count, s, [&] { return x / (1 + x.abs()); });
  if (function == "exp") return measure_array(count, s, [&] { return x.exp(); });
  if (function == "add") return measure_array(count, s, [&] { return x + y; });
  if (function == "softmax") return measure_softmax(count, x, s);
  if (function != "sum") peers::refuse(request);
  peers::Measurement measured;
  volatile float total = x.sum();
  measured.check = {total};
  measured.median = peers::time_iterations(s, [&] { total = x.sum(); });
  return measured;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string version = std::to_string(EIGEN_WORLD_VERSION) + "." +
                              std::to_string(EIGEN_MAJOR_VERSION) + "." +
                              std::to_string(EIGEN_MINOR_VERSION);
  return peers::serve(argc, argv, version, [](const peers::Request& request) {
    return request.work == "elementwise" ? measure_elementwise(request)
                                         : peers::measure_over(gemm, request);
  });
}
