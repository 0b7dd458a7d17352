#pragma once
// Gradient descent with a rate for each weight (section 5 of the paper): from the diagonal of the
// Hessian, or from the size of the gradient. Both shorten the step where it is large and leave it
// as it is where it is small, by the factor μ / (· + μ), so a learning rate means what it means
// without them. The paper names the two ideas and gives no formula; the first is the recursion of
// Becker & LeCun 1988 ("Improving the convergence of back-propagation learning with second order
// methods"), and of the second is assumed what is written below.

#include <cstddef>
#include <vector>

#include "autograd/hook.h"
#include "nn/optim/optimizer.h"
#include "studies/glorot2010/model/network.h"

namespace glorot2010 {

struct CurvatureOptions {
  double learning_rate = 0.01;
  double damping = 0.001;  // μ, above 0
};

// NOTE: the recursion of the diagonal
//  With C the mean cost over a mini-batch of n, p the softmax of the logits, z the input of a layer
//  and s its sums: h_s = (p - p²) / n at the output; for the weights of a layer (z²)ᵀ h_s, for its
//  biases Σ h_s; below it h_z = h_s (W²)ᵀ and h_s = h_z f'(s)². What it leaves out: curvature
//  between two units of a layer, and f''. With one non-zero weight in each column of the output
//  layer and identity units it is exact.
//
//  w ← w - η μ / (h + μ) g, with the h of the same mini-batch: there is no state.

// NOTE: the scale of μ
//  The first author's later library has μ = 0.001 for curvature. In the paper's tanh network before
//  its first update (seed 1, one mini-batch) the means over weights are
//
//                          hidden layers    output    factor by μ = 0.001
//    h, standard           1.0e-6           1.2e-4    0.999, 0.90
//    h, normalised         1.5e-4           8.1e-3    0.88, 0.15
//    rms of g, standard    2.2e-4           2.3e-3    0.87, 0.49
//    rms of g, normalised  2.7e-3           1.9e-2    0.43, 0.15
//
//  so that in the standard network it would change nothing. In the runs μ is therefore what the
//  hidden layers have before the first update: a weight as curved as those starts with half a step.

class CurvatureDescent final : public gradflow::optim::Optimizer {
 public:
  // Watches the network's calls; it must outlive this. ArgumentError for an option out of its
  // range.
  explicit CurvatureDescent(Network& network, const CurvatureOptions& options = {});

  // The diagonal for a parameter, by its place among network.parameters(): of the last call that
  // made a graph, through the weights as they are when first asked after it. ArgumentError before
  // the first such call.
  gradflow::Tensor curvature(std::size_t index);

 protected:
  void update(std::size_t index, gradflow::Gradient& gradient) override;

 private:
  struct Watched {
    gradflow::nn::Linear* linear;
    gradflow::Tensor z;  // its input in that call
    gradflow::Tensor h;  // for its sums
    gradflow::HookHandle hook;
  };

  void watch(gradflow::nn::Linear& linear);
  void propagate();

  Activation activation_;
  double damping_;
  std::vector<Watched> layers_;  // the output is the last
  gradflow::Tensor logits_;
  bool called_ = false;  // since the last propagate()
};

struct VarianceOptions {
  double learning_rate = 0.01;
  double damping = 0.001;   // μ, above 0
  double smoothing = 0.99;  // α, 0 … 1, 1 excluded: about a hundred mini-batches
};

// v ← α v + (1 - α) g²;  w ← w - η μ / (√v + μ) g, with v = 0 at first. v is the second moment
// about zero and not about the mean: of a mini-batch of ten the mean gradient is small beside its
// spread. State: "mean_square".
class VarianceDescent final : public gradflow::optim::Optimizer {
 public:
  // ArgumentError for an option out of its range.
  explicit VarianceDescent(Network& network, const VarianceOptions& options = {});

 protected:
  void update(std::size_t index, gradflow::Gradient& gradient) override;

 private:
  double damping_, smoothing_;
  State mean_square_;
};

}  // namespace glorot2010
