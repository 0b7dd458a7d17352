// Gradflow, through the same headers as any user: one more implementation among the others.

#include "bench/peers/gradflow_layers.h"
#include "bench/peers/gradflow_step.h"
#include "bench/peers/measure.h"
#include "bench/peers/works.h"
#include "nn/gradflow.h"
#include "tensor/matmul.h"

namespace {

using namespace gradflow;
using peers::tensor_of;

peers::Measurement measure_gemm(const peers::Request& request) {
  const peers::Product p = peers::product_of(request.shape);
  const auto transpose = [](bool yes) { return yes ? Transpose::yes : Transpose::no; };
  const Tensor a = tensor_of(p.transpose_a ? Shape{p.inner, p.rows} : Shape{p.rows, p.inner}, 11);
  const Shape b_shape = p.transpose_b ? Shape{p.columns, p.inner} : Shape{p.inner, p.columns};
  std::vector<Tensor> b, c;
  for (int i = 0; i < (p.beta != 0 ? 1 : p.copies); ++i) b.push_back(tensor_of(b_shape, 12));
  for (int i = 0; i < (p.beta != 0 ? p.copies : 1); ++i)
    c.push_back(tensor_of({p.rows, p.columns}, 13));
  std::size_t turn = 0;
  const auto once = [&] {
    matmul_into(c[turn % c.size()], a, b[turn % b.size()], transpose(p.transpose_a),
                transpose(p.transpose_b), p.alpha, p.beta);
    turn = turn + 1 == static_cast<std::size_t>(p.copies) ? 0 : turn + 1;
  };
  once();
  peers::Measurement measured;
  const auto values = c[0].values<float>();
  measured.check = peers::spread(values.data(), values.size());
  measured.median = peers::time_iterations(request.seconds, once);
  return measured;
}

peers::Measurement measure_chain(double seconds) {
  Variable w(Tensor::ones({1}), RequiresGradient::yes);
  const auto once = [&] {
    Variable y = w;
    for (int i = 0; i < peers::kChainOps / 2; ++i) y = tanh(y) * w;
    backward(y);
    return y.value().item();
  };
  peers::Measurement measured;
  measured.check.push_back(once());
  measured.check.push_back(w.gradient().item());
  measured.median = peers::time_iterations(seconds, [&] {
    w.clear_gradient();
    once();
  });
  return measured;
}

template <class Operation>
peers::Measurement measure_operation(double seconds, Operation&& operation) {
  peers::Measurement measured;
  {
    const Tensor result = operation();
    const auto values = result.template values<float>();
    measured.check = peers::spread(values.data(), values.size());
  }
  measured.median = peers::time_iterations(seconds, operation);
  return measured;
}

peers::Measurement measure_elementwise(const peers::Request& request) {
  const NoGrad no_grad;
  const auto [function, count] = peers::elementwise_of(request.shape);
  const Variable x(tensor_of({count}, 21, 4)), y(tensor_of({count}, 22, 4));
  const Variable rows(x.value().reshape({count / peers::kSoftmaxRow, peers::kSoftmaxRow}));
  const double s = request.seconds;
  if (function == "tanh") return measure_operation(s, [&] { return tanh(x).value(); });
  if (function == "sigmoid") return measure_operation(s, [&] { return sigmoid(x).value(); });
  if (function == "softsign") return measure_operation(s, [&] { return softsign(x).value(); });
  if (function == "exp") return measure_operation(s, [&] { return exp(x).value(); });
  if (function == "add") return measure_operation(s, [&] { return x.value() + y.value(); });
  if (function == "sum") return measure_operation(s, [&] { return sum(x.value()); });
  if (function == "softmax") return measure_operation(s, [&] { return softmax(rows).value(); });
  peers::refuse(request);
}

peers::Measurement measure(const peers::Request& request) {
  using Loss = peers::GradflowStep::Loss;
  set_threads(request.threads);
  if (request.work == "step")
    return peers::measure_step(request.seconds, [&] {
      return peers::GradflowStep(peers::paper_network(request.shape), Loss::cross_entropy);
    });
  if (request.work == "optimizer")
    return peers::measure_step(request.seconds, [&] {
      return peers::GradflowStep(peers::paper_network("batch10"), Loss::cross_entropy,
                                 peers::optimizer_case_of(request.shape));
    });
  if (request.work == "tiny_step")
    return peers::measure_step(request.seconds, [&] {
      return peers::GradflowStep(peers::tiny_network(), Loss::squared_error);
    });
  if (request.work == "gemm") return measure_gemm(request);
  if (request.work == "chain") return measure_chain(request.seconds);
  if (request.work == "elementwise") return measure_elementwise(request);
  if (request.work == "layer") return peers::measure_gradflow_layer(request);
  peers::refuse(request);
}

}  // namespace

int main(int argc, char** argv) {
  return peers::serve(argc, argv, gradflow::instruction_set(), measure);
}
