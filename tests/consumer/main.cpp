// A stranger's program: an op of its own, checked, watched and listed like the library's, and the
// bits of the library's ops. Built at -O0 without the library's flags it must print what it prints
// when it is built with them.

#include <bit>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

#include "autograd/backward.h"
#include "autograd/gradcheck.h"
#include "autograd/graph_text.h"
#include "autograd/ops.h"
#include "cube.h"
#include "tensor/random.h"

namespace {

using namespace gradflow;  // a program, not a header

// FNV-1a over the bits of the elements.
std::uint64_t hash_of(const Tensor& x) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const float value : x.values<float>())
    hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 0x100000001b3;
  return hash;
}

void print_bits(const char* name, const Tensor& x) {
  std::printf("%-10s %016llx\n", name, static_cast<unsigned long long>(hash_of(x)));
}

bool own_op() {
  const auto f = [](std::span<const Variable> in) { return cube(in[0]) + cube(in[1]); };
  const GradcheckReport report =
      gradcheck(f, {Rng(1).normal({3, 4}, 0, 1), Rng(2).normal({4}, 0, 1)});
  std::printf("cube: %s, %lld elements\n", report.passed ? "passed" : report.text().c_str(),
              static_cast<long long>(report.checked));

  Variable x(Tensor::from({3}, {1, 2, 3}), RequiresGradient::yes, "x");
  Variable y = cube(x);
  y.set_label("y");
  const HookHandle hook = y.on_gradient([](const Node& node, const Tensor& gradient) {
    std::printf("hook of %s: %g\n", std::string(node.op()).c_str(), gradient.at({2}));
  });
  const Variable total = sum(y);
  std::printf("%s", graph_text(total).c_str());
  backward(total);
  std::printf("slope at 3: %g\n", x.gradient().at({2}));
  return report.passed;
}

// Two tanh layers, sizes above the grain of the threads.
void bits_of_a_network() {
  Rng rng(3);
  const Tensor x = rng.normal({80, 500}, 0, 1);
  const Tensor labels = rng.integers({80}, 0, 8);
  const auto leaf = [&](const Shape& shape, const char* label) {
    return Variable(rng.uniform(shape, -0.1, 0.1), RequiresGradient::yes, label);
  };
  Variable w1 = leaf({1000, 500}, "W1"), b1 = leaf({1000}, "b1");
  Variable w2 = leaf({9, 1000}, "W2"), b2 = leaf({9}, "b2");
  const Variable h = tanh(linear(x, w1, b1));
  const Variable loss = cross_entropy(linear(h, w2, b2), labels);
  backward(loss);
  print_bits("h", h.value());
  print_bits("loss", loss.value());
  for (const Variable& p : {w1, b1, w2, b2})
    print_bits(std::string(p.label()).c_str(), p.gradient());
}

void bits_of_ops() {
  const Variable x(Rng(4).normal({40, 30}, 0, 1), RequiresGradient::yes);
  const auto print = [&](const char* name, const Variable& y) {
    print_bits(name, y.value());
    print_bits("  slope", gradients(y, {x}, Tensor::ones(y.shape())).front());
  };
  print("sigmoid", sigmoid(x));
  print("softsign", softsign(x));
  print("exp", exp(x));
  print("softmax", softmax(x) * x);
  print("divide", x / (abs(x) + 1));
  print("mean", mean(x * x, 0));
}

}  // namespace

int main() {
  const bool right = own_op();
  bits_of_a_network();
  bits_of_ops();
  return right ? 0 : 1;
}
