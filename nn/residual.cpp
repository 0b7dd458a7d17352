#include "nn/residual.h"

#include "autograd/ops/arithmetic.h"
#include "tensor/error.h"

namespace gradflow::nn {

Residual::Residual(std::unique_ptr<Branch> branch) : branch_(std::move(branch)) {
  require(branch_ != nullptr, "Residual: no branch given");
}

void Residual::visit(Visitor& visitor) { visitor.child("branch", *branch_); }

Variable Residual::forward(const Variable& x) {
  const Variable y = (*branch_)(x);
  // An addition would stretch one to the other.
  require<ShapeError>(y.shape() == x.shape(),
                      "Residual: \"{}\" got {} and gave {}; they must have one shape",
                      branch_->path(), x.shape(), y.shape());
  return x + y;
}

}  // namespace gradflow::nn
