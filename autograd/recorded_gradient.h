#pragma once
// What a rule in ops sends to one input, and the sum of what one node is sent: the counterparts of
// Gradient in a pass that records itself. Slices of one tensor are put together once, however many
// there are.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "autograd/variable.h"

namespace gradflow {

class RecordedGradient {
 public:
  struct Place {  // of a slice: in zeros of shape `whole`, at `begin` of `axis`
    Shape whole;
    int axis = 0;
    std::int64_t begin = 0;
  };

  RecordedGradient() = default;                                      // nothing
  RecordedGradient(Variable whole) : variable_(std::move(whole)) {}  // NOLINT: a variable is one

  // Zeros of shape `whole`, with `part` at `begin` of `axis`.
  static RecordedGradient slice(const Shape& whole, Variable part, int axis, std::int64_t begin);

  bool empty() const { return !variable_.defined(); }
  const Shape& shape() const { return place_ ? place_->whole : variable_.shape(); }
  DType dtype() const { return variable_.dtype(); }
  // All of it, or its part if it is a slice.
  const Variable& variable() const { return variable_; }
  // Null unless it is a slice.
  const Place* place() const { return place_ ? &*place_ : nullptr; }

 private:
  Variable variable_;
  std::optional<Place> place_;
};

// The sum, in the order of arrival. Slices wait until something else arrives, or somebody asks.
class RecordedSum {
 public:
  bool empty() const { return !sum_.defined() && slices_.empty(); }
  // Of the shape and type of what has arrived before.
  void add(RecordedGradient gradient);
  // Complete; undefined if nothing arrived.
  const Variable& form();
  void clear() { *this = RecordedSum(); }

 private:
  Variable sum_;
  std::vector<RecordedGradient> slices_;
};

}  // namespace gradflow
