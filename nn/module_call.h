#pragma once
// One call of a module while it runs: the label and the call site of the nodes made in it, and,
// while somebody watches the module's backward, the region they belong to. Layer::operator() opens
// one.

#include <optional>
#include <vector>

#include "autograd/node.h"
#include "autograd/source_location.h"
#include "autograd/variable.h"

namespace gradflow::nn {

class Module;

class ModuleCall {
 public:
  // Writes the paths if the module is a root that nobody has named.
  ModuleCall(Module& module, SourceLocation where);
  ModuleCall(const ModuleCall&) = delete;
  ModuleCall& operator=(const ModuleCall&) = delete;

  // Whether a hook would look, so that inputs and outputs are worth collecting.
  bool watched() const { return forward_watched_ || backward_watched_; }
  void begin(std::vector<Variable> inputs);
  // Leaves the scope, then fires the forward hooks.
  void end(std::vector<Variable> outputs);

 private:
  Module& module_;
  bool forward_watched_;
  bool backward_watched_;
  CallSiteScope site_;
  std::optional<NodeScope> scope_;  // of the nodes to come; gone once the call has left it
  std::vector<Variable> inputs_;
};

}  // namespace gradflow::nn
