// What optimisers keep beside the parameters.

#include "nn/optim/optimizer.h"

namespace gradflow::optim {

Optimizer::State::State(Optimizer& owner, std::string_view name, double initial) : name_(name) {
  for (const Variable& parameter : owner.parameters_)
    tensors_.push_back(Tensor::full(parameter.shape(), initial, parameter.dtype()));
  owner.states_.push_back(this);
}

Optimizer::State::State(Optimizer& owner, std::string_view name, const Tensor& initial)
    : name_(name), tensors_(owner.size(), initial) {
  owner.states_.push_back(this);
}

Tensor& Optimizer::State::operator[](std::size_t index) {
  Tensor& tensor = tensors_[index];
  if (!tensor.sole_owner()) tensor = tensor.clone();
  return tensor;
}

Optimizer::StepCounts::StepCounts(Optimizer& owner)
    : counts_(owner, "steps", Tensor::scalar(0, DType::float64)) {}

Tensor Optimizer::StepCounts::next(std::size_t index) const {
  return Tensor::scalar(counts_.tensors_[index].item() + 1, DType::float64);
}

}  // namespace gradflow::optim
