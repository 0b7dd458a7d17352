#pragma once
// An op of one variable as a layer: Activation(tanh). There is no class for each activation and no
// registry; a function of a Variable and a SourceLocation can be one, a lambda without captures
// included.

#include "nn/layer.h"
#include "tensor/error.h"

namespace gradflow::nn {

class Activation final : public Layer<Variable(Variable)> {
 public:
  using Function = Variable (*)(const Variable& x, SourceLocation where);

  // ArgumentError for a null pointer.
  explicit Activation(Function function) : function_(function) {
    require(function != nullptr, "Activation: made from no function");
  }

  void visit(Visitor&) override {}

 protected:
  Variable forward(const Variable& x) override { return function_(x, SourceLocation::current()); }

 private:
  Function function_;
};

}  // namespace gradflow::nn
