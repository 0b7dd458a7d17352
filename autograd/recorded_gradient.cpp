#include "autograd/recorded_gradient.h"

#include <span>
#include <string_view>

#include "autograd/op.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/rearrange.h"
#include "tensor/rearrange.h"

namespace gradflow {

namespace {

// Its inputs are x and a part for each place.
struct AddSlices {
  static constexpr std::string_view name = "add_slices";
  static constexpr std::string_view formula =
      "y = x, and at its slice each of the parts; dx = dy, the gradient of a part is its slice of "
      "dy";
  std::vector<RecordedGradient::Place> places;
  std::vector<std::int64_t> extents;  // of the parts, along their axes

  Tensor forward(std::span<const Tensor> inputs) {
    Tensor sum = inputs[0].clone();
    for (std::size_t i = 0; i < places.size(); ++i) {
      add_to_slice(sum, inputs[i + 1], places[i].axis, places[i].begin, 1.0);
      extents.push_back(inputs[i + 1].extent(places[i].axis));
    }
    return sum;
  }

  std::vector<Gradient> backward(const Tensor& upstream, Wanted wanted) const {
    std::vector<Gradient> gradients(places.size() + 1);
    if (wanted[0]) gradients[0] = upstream;
    for (std::size_t i = 0; i < places.size(); ++i)
      if (wanted[i + 1]) gradients[i + 1] = part_of(upstream, i);
    return gradients;
  }

  std::vector<Variable> differentiable(std::span<const Variable>, const Variable&,
                                       const Variable& upstream) const {
    std::vector<Variable> gradients{upstream};
    for (std::size_t i = 0; i < places.size(); ++i) gradients.push_back(part_of(upstream, i));
    return gradients;
  }

 private:
  template <class Whole>  // a Tensor or a Variable
  Whole part_of(const Whole& whole, std::size_t i) const {
    return slice(whole, places[i].axis, places[i].begin, places[i].begin + extents[i]);
  }
};

}  // namespace

RecordedGradient RecordedGradient::slice(const Shape& whole, Variable part, int axis,
                                         std::int64_t begin) {
  RecordedGradient gradient(std::move(part));
  gradient.place_ = Place{whole, axis, begin};
  return gradient;
}

void RecordedSum::add(RecordedGradient gradient) {
  if (gradient.place() != nullptr) {
    slices_.push_back(std::move(gradient));
  } else if (empty()) {
    sum_ = gradient.variable();
  } else {
    sum_ = form() + gradient.variable();
  }
}

const Variable& RecordedSum::form() {
  if (slices_.empty()) return sum_;
  AddSlices op;
  std::vector<Variable> inputs{
      sum_.defined() ? sum_ : Tensor::zeros(slices_.front().shape(), slices_.front().dtype())};
  for (const RecordedGradient& slice : slices_) {
    inputs.push_back(slice.variable());
    op.places.push_back(*slice.place());
  }
  slices_.clear();
  sum_ = apply(std::move(op), SourceLocation::current(), inputs);
  return sum_;
}

}  // namespace gradflow
