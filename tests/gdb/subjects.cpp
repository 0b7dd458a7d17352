// What gdb is shown by the tests: a value of each kind that has a printer, the odd ones too, and
// two backward passes, one with a hook and one in which a rule makes an infinity.

#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "autograd/backward.h"
#include "autograd/graph_dot.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/sequential.h"
#include "tensor/random.h"

using namespace gradflow;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Memory in which no object was ever made.
template <class T>
struct Garbage {
  alignas(T) std::array<std::byte, sizeof(T)> bytes;
  explicit Garbage(int value) { std::memset(bytes.data(), value, bytes.size()); }
  const T& object() const { return *reinterpret_cast<const T*>(bytes.data()); }
};

template <class T>
struct Garbages {
  Garbage<T> ones{0xff}, pattern{0x5a};
  const T& first = ones.object();
  const T& second = pattern.object();
};

struct Subjects {
  Tensor matrix = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6.5});
  Tensor row = matrix.rows(1, 2);
  Tensor reshaped = matrix.reshape({3, 2});
  Tensor empty = Tensor::zeros({0, 3});
  Tensor undefined;
  Tensor scalar = Tensor::scalar(2.5, DType::float64);
  Tensor counts = Tensor::from({4}, {3, -1, 0, 7}, DType::int32);
  Tensor bad = Tensor::from({2, 2}, {1, kNan, -kInfinity, 3});
  Tensor large = Tensor::arange(2000000).reshape({2000, 1000});
  Shape shape{10, 1000};
  DType dtype = DType::float64;
  Label label{"h1"}, unlabelled;

  Variable x{Tensor::from({1, 2}, {1, -1})};
  Variable weight{Tensor::from({2, 2}, {1, 2, 3, 4}), RequiresGradient::yes, "weight"};
  Variable nothing;
  Variable product = matmul(x, weight).set_label("product");
  Variable loss = sum(tanh(product)).set_label("loss");
  NodePtr node = product.share();
  const Node* base = &loss.node();

  Gradient none;
  Gradient formed{Tensor::from({2}, {1, 2})};
  Gradient unformed = Gradient::product(matrix, matrix, Transpose::yes, Transpose::no);
  Gradient slice = Gradient::slice({4, 3}, matrix, 0, 1);

  Garbages<Tensor> tensors;
  Garbages<Shape> shapes;
  Garbages<Variable> variables;
  Garbages<Gradient> gradients;
  Garbages<Label> labels;
  Garbages<DType> dtypes;

  Rng rng{1};
  nn::Linear layer{2, 2, init::constant(0.5), rng};
  nn::Sequential net;
  nn::Parameter frozen{Tensor::ones({1})};

  Subjects() {
    layer.set_name("h1");
    net.add<nn::Linear>("first", 2, 2, init::constant(0.5), rng);
    frozen.freeze();
  }
};

Subjects* subjects = nullptr;

// Where the tests stop.
[[gnu::noinline, gnu::used]] void ready(const Subjects* made) { asm volatile("" ::"r"(made)); }

// d sqrt(x) at 0 is infinite.
Variable root_of_zero() {
  Variable zero(Tensor::zeros({2}), RequiresGradient::yes, "zero");
  return sum(sqrt(tanh(zero)).set_label("root")).set_label("sum");
}

}  // namespace

int main() {
  subjects = new Subjects;
  fmt::print("{}", graph_dot(subjects->loss));
  ready(subjects);
  double seen = 0;
  const HookHandle hook = subjects->product.on_gradient([&](const Node&, const Tensor& gradient) {
    seen += gradient.at({0, 0});
  });
  backward(subjects->loss);
  backward(root_of_zero());
  return seen > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
