#pragma once
// The works that are compared, and what is known about each from its shape alone.

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/peers/data.h"

namespace peers {

// --- step: 1024-width×5-9, tanh, softmax cross-entropy, SGD; shapes batchB and widthW ---

struct Network {
  int batch = 10;
  std::vector<int> sizes;  // of the layers, the input first

  int layers() const { return static_cast<int>(sizes.size()) - 1; }
  int in(int layer) const { return sizes[static_cast<std::size_t>(layer)]; }
  int out(int layer) const { return sizes[static_cast<std::size_t>(layer) + 1]; }
};

constexpr float kLearningRate = 0.01F;
constexpr int kClasses = 9;

// "batch10", "batch128", or "width250": mini-batch 10 in a network of another hidden width.
Network paper_network(const std::string& shape);

// Initial weight (out, in) of a layer: U[-r, r) with r = √6 / √(in + out). Biases start at zero.
inline float glorot_limit(int in, int out) {
  return std::sqrt(6.0F / static_cast<float>(in + out));
}
inline std::uint64_t weight_stream(int layer) { return 100 + static_cast<std::uint64_t>(layer); }
constexpr std::uint64_t kInputStream = 1, kTargetStream = 2;
inline int label(int example) { return example * 5 % kClasses; }

// Multiply-adds, counted as two, of the products: forward and weight gradient in every layer, the
// input gradient above the first.
double flop_of_step(const Network& network);
// A step reads the parameters forward, and reads and writes them backward.
double bytes_of_parameters(const Network& network);
// Parameters, the arrays of the optimiser's state, the input and the value of every node (a layer
// is two, its sum and its activation).
double bytes_held_by_step(const Network& network, int arrays = 0);

// --- optimizer: the step of batch10 with another rule; "adam" updates as the backward pass goes,
// "adam_apart" after it, where the library lets one choose ---

struct OptimizerCase {
  std::string rule = "sgd";  // or "momentum", of 0.9; "adam"
  bool apart = false;
  int arrays = 0;  // of its state, each as large as the parameters
};
OptimizerCase optimizer_case_of(const std::string& shape);
constexpr float kMomentum = 0.9F;
// Small: a first step of Adam goes by the sign of a gradient alone, which rounding decides where
// the gradient is about 0.
constexpr float kAdamRate = 1e-5F;

// --- gemm: square64 … square2048, and the three products of a hidden layer at mini-batch 10 ---

struct Product {
  int rows = 0, columns = 0, inner = 0;
  bool transpose_a = false, transpose_b = false;
  float alpha = 1, beta = 0;
  int copies = 1;  // of the weight, taken in turn, so that it comes from where it would in a step
};

// "squareN", "forward" (x Wᵀ), "input_gradient" (dz W), "weight_update" (W - lr dzᵀ x, into W).
Product product_of(const std::string& shape);

// --- chain: x ← tanh(x) · w, forward, backward, free; tiny_step: 2-16-16-1 ---

constexpr int kChainOps = 1000;
constexpr int kTinyBatch = 4;
inline Network tiny_network() { return {kTinyBatch, {2, 16, 16, 1}}; }

// --- elementwise: "tanh_1e5" ---

struct Elementwise {
  std::string function;
  std::int64_t count = 0;
};
constexpr int kSoftmaxRow = 100;  // softmax works on rows of that many
Elementwise elementwise_of(const std::string& shape);

// --- all of them ---

struct Work {
  std::string_view name;
  std::vector<std::string> shapes;
  std::vector<int> threads;
};
const std::vector<Work>& works();

// Shapes of the step that show how it scales with the width of the hidden layers.
const std::vector<std::string>& width_shapes();

}  // namespace peers
