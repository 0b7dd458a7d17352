#pragma once
// Watching a model while it works, through the framework's hooks and nothing else. A probe keeps
// what passed its hooks last, shared and not copied, so it may watch every step; statistics are
// computed when somebody reads it. Used by the studies' recorders.
//
//   studies::Probe activations = studies::watch_outputs(model, "z*");
//   model(images);
//   for (const studies::Reading& z : activations.readings())
//     fmt::print("{}: {:.3f} ± {:.3f}\n", z.path, z.mean(), z.deviation());
//
// The last argument is a path below the model, as Module::at takes it, in which "*" stands for any
// characters. ArgumentError, listing what is there, when nothing bears such a path.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "autograd/hook.h"
#include "nn/module.h"
#include "studies/support/histogram.h"
#include "tensor/tensor.h"

namespace studies {

// What passed one place last.
struct Reading {
  std::string path;         // "z3", "h3.weight"
  gradflow::Tensor values;  // float32; a float64 model's are rounded

  double mean() const;
  double deviation() const;  // of the population
  double percentile_of_magnitude(double percent) const;
  Histogram histogram(int bins, double low, double high) const;
};

// One quantity, watched in several places. Dropping the probe ends the watching.
class Probe {
 public:
  // A paused probe costs nothing: no gradient of a weight is formed for it.
  void pause();
  void resume();

  // One for each place, in the order of the model. ArgumentError naming the first place where
  // nothing has passed yet, or, for a gradient, where the last pass sent nothing.
  std::vector<Reading> readings() const;
  // The place with that path. ArgumentError, listing the places, when it is not watched.
  Reading reading(std::string_view path) const;

 private:
  friend Probe watch_outputs(gradflow::nn::Module& model, std::string_view pattern);
  friend Probe watch_output_gradients(gradflow::nn::Module& model, std::string_view pattern);
  friend Probe watch_gradients(gradflow::nn::Module& model, std::string_view pattern);

  struct Place {
    std::string path;
    std::shared_ptr<gradflow::Tensor> last;  // shared with the hook
    gradflow::HookHandle hook;
  };

  std::vector<Place> places_;
};

// z: the first output of each call of the modules, also under NoGrad.
[[nodiscard]] Probe watch_outputs(gradflow::nn::Module& model, std::string_view pattern);

// ∂C/∂z: the gradient of that output, in each backward pass. A call is watched if it was made while
// the probe was there and not paused.
[[nodiscard]] Probe watch_output_gradients(gradflow::nn::Module& model, std::string_view pattern);

// ∂C/∂W: the gradient of parameters, in each backward pass.
[[nodiscard]] Probe watch_gradients(gradflow::nn::Module& model, std::string_view pattern);

}  // namespace studies
