#include "studies/deep_signal/designs.h"

namespace deep_signal {

using gradflow::relu;
using gradflow::tanh;
namespace init = gradflow::init;

const std::array<Design, 3>& initialisations() {
  static const std::array<Design, 3> designs{{
      {"standard", tanh, init::standard_uniform()},
      {"normalised", tanh, init::glorot_uniform()},
      {"he", relu, init::he_normal()},
  }};
  return designs;
}

const std::array<Design, 6>& remedies() {
  static const std::array<Design, 6> designs{{
      {"plain", relu, init::standard_uniform()},
      {"residual", relu, init::standard_uniform(), true},
      {"layer_norm", relu, init::standard_uniform(), false, Norm::layer},
      {"batch_norm", relu, init::standard_uniform(), false, Norm::batch},
      {"residual_layer_norm", relu, init::standard_uniform(), true, Norm::layer},
      {"residual_batch_norm", relu, init::standard_uniform(), true, Norm::batch},
  }};
  return designs;
}

std::vector<Design> trained_designs() {
  std::vector<Design> designs(remedies().begin(), remedies().end());
  designs.insert(designs.begin() + 1, {{"plain_normalised", tanh, init::glorot_uniform()},
                                       {"plain_he", relu, init::he_normal()}});
  return designs;
}

}  // namespace deep_signal
