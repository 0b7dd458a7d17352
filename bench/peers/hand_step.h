#pragma once
// The training step as somebody writes it by hand over a matrix product: no graph, everything in
// place, the weights updated by the product itself (beta = 1), so that no gradient of a weight is
// ever in memory. Bias and tanh are one vectorised pass, and so are the derivative and the sum over
// the batch.

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "bench/peers/data.h"
#include "bench/peers/protocol.h"
#include "bench/peers/timing.h"
#include "bench/peers/works.h"

namespace peers {

// c = alpha · op(a) op(b) + beta · c, row-major, c (rows, columns); leading extents of the arrays
// as they are stored.
using Gemm = void (*)(const Product& product, const float* a, const float* b, float* c);

// The rational function that Eigen uses: within 2e-7 of tanh, vector code under -O3.
inline float fast_tanh(float x) {
  constexpr float kBound = 7.99881172180175781F;
  x = x > kBound ? kBound : x;
  x = x < -kBound ? -kBound : x;
  const float s = x * x;
  float p = -2.76076847742355e-16F * s + 2.00018790482477e-13F;
  p = p * s - 8.60467152213735e-11F;
  p = p * s + 5.12229709037114e-08F;
  p = p * s + 1.48572235717979e-05F;
  p = p * s + 6.37261928875436e-04F;
  p = p * s + 4.89352455891786e-03F;
  float q = 1.19825839466702e-06F * s + 1.18534705686654e-04F;
  q = q * s + 2.26843463243900e-03F;
  q = q * s + 4.89352518554385e-03F;
  return x * p / q;
}

class HandStep {
 public:
  enum class Loss { cross_entropy, squared_error };

  HandStep(const Network& network, Gemm gemm, Loss loss)
      : network_(network),
        gemm_(gemm),
        loss_(loss),
        batch_(static_cast<std::size_t>(network.batch)) {
    values_.push_back(uniform_buffer(batch_ * size(0), kInputStream));
    targets_ = uniform_buffer(batch_ * size(network.layers()), kTargetStream);
    for (int layer = 0; layer < network_.layers(); ++layer) {
      const int in = network_.in(layer), out = network_.out(layer);
      weights_.push_back(
          uniform_buffer(static_cast<std::size_t>(in) * static_cast<std::size_t>(out),
                         weight_stream(layer), glorot_limit(in, out)));
      biases_.emplace_back(size(layer + 1));
      values_.emplace_back(batch_ * size(layer + 1));
      gradients_.emplace_back(batch_ * size(layer + 1));
    }
  }

  // Forward, backward and update; the loss before the update.
  double operator()() {
    const int last = network_.layers() - 1;
    for (int layer = 0; layer <= last; ++layer) {
      gemm_({network_.batch, network_.out(layer), network_.in(layer), false, true},
            values_[at(layer)].data(), weights_[at(layer)].data(), values_[at(layer) + 1].data());
      for_rows(layer + 1, [&](float* row, std::size_t) {
        add_bias(row, biases_[at(layer)].data(), size(layer + 1), layer < last);
      });
    }
    const double loss =
        loss_ == Loss::cross_entropy ? cross_entropy_and_gradient() : squared_error_and_gradient();
    for (int layer = last; layer >= 0; --layer) {
      if (layer > 0)
        gemm_({network_.batch, network_.in(layer), network_.out(layer)},
              gradients_[at(layer)].data(), weights_[at(layer)].data(),
              gradients_[at(layer) - 1].data());
      gemm_(
          {network_.out(layer), network_.in(layer), network_.batch, true, false, -kLearningRate, 1},
          gradients_[at(layer)].data(), values_[at(layer)].data(), weights_[at(layer)].data());
      update_bias(layer);
      if (layer > 0)
        for_rows(layer, [&](float* y, std::size_t offset) {
          times_derivative(gradients_[at(layer) - 1].data() + offset, y, size(layer));
        });
    }
    return loss;
  }

 private:
  static std::size_t at(int layer) { return static_cast<std::size_t>(layer); }
  std::size_t size(int layer) const { return static_cast<std::size_t>(network_.sizes[at(layer)]); }

  // f(row, offset) over the rows of values_[layer]; on all threads where that is worth a fork.
  template <class F>
  void for_rows(int layer, F f) {
    float* values = values_[at(layer)].data();
    const std::size_t width = size(layer);
    if (batch_ * width < 50000) {
      for (std::size_t row = 0; row < batch_; ++row) f(values + row * width, row * width);
      return;
    }
#pragma omp parallel for schedule(static)
    for (std::size_t row = 0; row < batch_; ++row) f(values + row * width, row * width);
  }

  static void add_bias(float* __restrict row, const float* __restrict bias, std::size_t width,
                       bool activate) {
    if (activate) {
      for (std::size_t i = 0; i < width; ++i) row[i] = fast_tanh(row[i] + bias[i]);
    } else {
      for (std::size_t i = 0; i < width; ++i) row[i] += bias[i];
    }
  }

  static void times_derivative(float* __restrict dz, const float* __restrict y, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) dz[i] *= 1 - y[i] * y[i];
  }

  void update_bias(int layer) {
    float* __restrict bias = biases_[at(layer)].data();
    const float* __restrict dz = gradients_[at(layer)].data();
    const std::size_t width = size(layer + 1);
    for (std::size_t row = 0; row < batch_; ++row)
      for (std::size_t i = 0; i < width; ++i) bias[i] -= kLearningRate * dz[row * width + i];
  }

  double cross_entropy_and_gradient() {
    const std::size_t classes = size(network_.layers());
    double loss = 0;
    for (std::size_t row = 0; row < batch_; ++row) {
      const float* z = values_.back().data() + row * classes;
      float* dz = gradients_.back().data() + row * classes;
      float largest = z[0], total = 0;
      for (std::size_t i = 1; i < classes; ++i) largest = std::fmax(largest, z[i]);
      for (std::size_t i = 0; i < classes; ++i) {
        dz[i] = std::exp(z[i] - largest);
        total += dz[i];
      }
      const auto wanted = static_cast<std::size_t>(label(static_cast<int>(row)));
      loss += std::log(total) - (z[wanted] - largest);
      for (std::size_t i = 0; i < classes; ++i)
        dz[i] = (dz[i] / total - (i == wanted ? 1.0F : 0.0F)) / static_cast<float>(batch_);
    }
    return loss / static_cast<double>(batch_);
  }

  double squared_error_and_gradient() {
    const std::size_t count = batch_ * size(network_.layers());
    double loss = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const float difference = values_.back()[i] - targets_[i];
      loss += difference * difference;
      gradients_.back()[i] = 2 * difference / static_cast<float>(count);
    }
    return loss / static_cast<double>(count);
  }

  Network network_;
  Gemm gemm_;
  Loss loss_;
  std::size_t batch_;
  std::vector<Buffer> weights_, biases_, values_, gradients_;  // values_[0] is the input
  Buffer targets_;
};

}  // namespace peers
