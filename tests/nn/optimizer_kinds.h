#pragma once
// Every optimiser, with the options that switch its branches, for tests that run over all.

#include <functional>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

#include "nn/optim/adagrad.h"
#include "nn/optim/adam.h"
#include "nn/optim/lion.h"
#include "nn/optim/rmsprop.h"
#include "nn/optim/sgd.h"

namespace gradflow::testing {

using Groups = std::vector<optim::ParameterGroup>;

struct OptimizerKind {
  const char* name;
  std::function<std::unique_ptr<optim::Optimizer>(nn::Module&, Groups)> make;
  friend std::ostream& operator<<(std::ostream& out, const OptimizerKind& kind) {
    return out << kind.name;
  }
};

template <class O, class Options>
OptimizerKind kind(const char* name, Options options) {
  return {name, [options](nn::Module& module, Groups groups) {
            Options with_groups = options;
            with_groups.groups = std::move(groups);
            return std::make_unique<O>(module, with_groups);
          }};
}

inline std::vector<OptimizerKind> optimizer_kinds() {
  using namespace optim;
  return {
      kind<Sgd>("Sgd", SgdOptions{.learning_rate = 0.1, .weight_decay = 0.05}),
      kind<Sgd>("SgdMomentum",
                SgdOptions{.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.05}),
      kind<Sgd>("SgdNesterov",
                SgdOptions{
                    .learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.05, .nesterov = true}),
      kind<Adam>("Adam", AdamOptions{.learning_rate = 0.01, .weight_decay = 0.05}),
      kind<AdamW>("AdamW", AdamWOptions{.learning_rate = 0.01}),
      kind<Rmsprop>("Rmsprop", RmspropOptions{.weight_decay = 0.05}),
      kind<Rmsprop>("RmspropMomentum", RmspropOptions{.momentum = 0.9}),
      kind<Adagrad>("Adagrad", AdagradOptions{.learning_rate = 0.1, .weight_decay = 0.05}),
      kind<Lion>("Lion", LionOptions{.learning_rate = 0.01, .weight_decay = 0.05}),
  };
}

}  // namespace gradflow::testing
