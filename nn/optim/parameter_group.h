#pragma once
// Parameters that an optimiser treats in a way of their own: another learning rate, another weight
// decay. Every optimiser takes a list of groups in its options; what is in none is trained by the
// options alone.
//
//   optim::AdamW adam(net, {.learning_rate = 1e-3,
//                           .groups = {optim::parameters_below("body", {.rate_factor = 0.1}),
//                                      optim::parameters_named("bias", {.weight_decay = 0})}});

#include <optional>
#include <string>
#include <string_view>

#include "nn/callable.h"

namespace gradflow::optim {

struct GroupOptions {
  double rate_factor = 1;  // times the optimiser's learning rate, whatever that becomes
  std::optional<double> weight_decay = {};  // instead of the optimiser's
};

struct ParameterGroup {
  std::string name;  // for errors
  // Whether the parameter of that path ("h1.weight") is in the group.
  nn::Callable<bool(std::string_view path)> holds;
  GroupOptions options;
};

// The parameter of that path and all below it: "h1" holds "h1.weight", and not "h10.weight".
ParameterGroup parameters_below(std::string_view path, const GroupOptions& options);
// Those whose own name that is, in any module: "bias".
ParameterGroup parameters_named(std::string_view name, const GroupOptions& options);

}  // namespace gradflow::optim
