// Gradflow, through the same headers as any user: one more implementation among the others.

#include <string>

#include "bench/peers/data.h"
#include "bench/peers/measure.h"
#include "bench/peers/works.h"
#include "nn/gradflow.h"
#include "tensor/matmul.h"

namespace {

using namespace gradflow;

Tensor tensor_of(const Shape& shape, std::uint64_t stream, float scale = 1) {
  return Tensor::build<float>(
      shape, [&](std::span<float> values) { peers::fill_uniform(values, stream, scale); });
}

// The weight of layer `a`, as every other implementation has it.
Tensor draw_shared(const Shape& shape, Rng&, DType, double a, double) {
  return tensor_of(shape, peers::weight_stream(static_cast<int>(a)),
                   peers::glorot_limit(static_cast<int>(shape[1]), static_cast<int>(shape[0])));
}

peers::Measurement measure_step(const peers::Network& network, bool classify, double seconds) {
  Rng rng(1);
  nn::Sequential net;
  for (int layer = 0; layer < network.layers(); ++layer) {
    net.add<nn::Linear>("h" + std::to_string(layer + 1), network.in(layer), network.out(layer),
                        init::Initialiser{draw_shared, static_cast<double>(layer)}, rng);
    if (layer + 1 < network.layers()) net.add("z" + std::to_string(layer + 1), tanh);
  }
  optim::Sgd sgd(net, {.learning_rate = peers::kLearningRate});
  const Variable x(tensor_of({network.batch, network.in(0)}, peers::kInputStream));
  const Variable target(tensor_of({network.batch, network.sizes.back()}, peers::kTargetStream));
  const Tensor labels = Tensor::build<std::int32_t>({network.batch}, [&](auto values) {
    for (int i = 0; i < network.batch; ++i) values[static_cast<std::size_t>(i)] = peers::label(i);
  });
  const auto step = [&] {
    const Variable loss = classify ? cross_entropy(net(x), labels) : squared_error(net(x), target);
    sgd.backward(loss);
    return loss;
  };
  return peers::measure_step([&] { return step().value().item(); }, seconds);
}

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
  set_threads(request.threads);
  if (request.work == "step")
    return measure_step(peers::paper_network(request.shape), true, request.seconds);
  if (request.work == "tiny_step")
    return measure_step(peers::tiny_network(), false, request.seconds);
  if (request.work == "gemm") return measure_gemm(request);
  if (request.work == "chain") return measure_chain(request.seconds);
  if (request.work == "elementwise") return measure_elementwise(request);
  peers::refuse(request);
}

}  // namespace

int main(int argc, char** argv) {
  return peers::serve(argc, argv, gradflow::instruction_set(), measure);
}
