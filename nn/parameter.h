#pragma once
// A leaf that a module owns and an optimiser writes: a Variable that requires a gradient and takes
// its label from the path of its module. A frozen one requires none.

#include <utility>

#include "autograd/variable.h"

namespace gradflow::nn {

class Parameter : public Variable {
 public:
  Parameter() = default;
  explicit Parameter(Tensor value, SourceLocation where = SourceLocation::current())
      : Variable(std::move(value), RequiresGradient::yes, "", where) {}

  void freeze() { node().set_requires_gradient(false); }
  void unfreeze() { node().set_requires_gradient(true); }
};

}  // namespace gradflow::nn
