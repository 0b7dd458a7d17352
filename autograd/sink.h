#pragma once
// Where the gradients of leaves go. A sink belongs to a pass, never to a parameter. The default
// adds into the leaf's gradient; an optimiser brings one that updates the weight itself.

#include <string>
#include <string_view>

#include "autograd/gradient.h"
#include "autograd/variable.h"

namespace gradflow {

class Sink {
 public:
  virtual ~Sink() = default;

  // Called once for each leaf that got a gradient, as soon as no rule still needs the leaf's value.
  // The gradient may be unformed. The sink may write the leaf's value.
  virtual void settle(Variable leaf, Gradient gradient) = 0;
  // True for a sink that updates leaves through Variable::update(gradient, …): a product that waits
  // for the leaf's value is then formed in the same walk (see autograd/gradient.h).
  virtual bool updates_with_waiting() const { return false; }
  // Called once, after the last leaf of a pass that ran to its end.
  virtual void finish() {}
  // What stands after an error in mid-pass, for its text; empty when everything is as before.
  virtual std::string state_after_error() const { return ""; }
};

// Adds to the leaf's gradient, in place, without a temporary.
class AccumulatingSink final : public Sink {
 public:
  void settle(Variable leaf, Gradient gradient) override;
};

namespace detail {

// In a handler: rethrows with `state` added to an Error's text. Another exception, where there is
// something to add, is nested in a GraphError that says both.
[[noreturn]] void rethrow_with_state(std::string_view operation, const std::string& state);

}  // namespace detail

}  // namespace gradflow
