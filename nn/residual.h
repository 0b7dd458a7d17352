#pragma once
// y = x + f(x) around any layer (He et al. 2016, "Deep residual learning for image recognition"):
//
//   auto branch = std::make_unique<Sequential>();
//   branch->add<Linear>("s", 32, 32, init::glorot_uniform(), rng);
//   branch->add("z", tanh);
//   net.add<Residual>("block", std::move(branch));

#include <memory>

#include "nn/layer.h"

namespace gradflow::nn {

class Residual final : public Layer<Variable(Variable)> {
 public:
  using Branch = Layer<Variable(Variable)>;

  // ArgumentError for no branch.
  explicit Residual(std::unique_ptr<Branch> branch);

  Branch& branch() { return *branch_; }

  void visit(Visitor& visitor) override;

 protected:
  // ShapeError unless the branch gives the shape it gets.
  Variable forward(const Variable& x) override;

 private:
  std::unique_ptr<Branch> branch_;
};

}  // namespace gradflow::nn
