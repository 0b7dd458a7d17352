#pragma once
// A backward pass that records itself. The gradients it gives are variables, computed by ops from
// the graph of y, so they may enter a loss, or be differentiated again, any number of times:
//
//   const auto [slope] = differentiable_gradients(critic(x), {x}, seed);
//   sgd.backward(loss + mean(pow(sqrt(sum(slope * slope, 1)) - 1, 2)));  // a gradient penalty
//
// NOTE: recorded passes
//  1. Each op between y and the inputs must say its rule in ops (`differentiable`, autograd/op.h).
//     One that does not is refused by name, before anything runs.
//  2. The rules read the inputs of a node anew. A graph of which a leaf has been written since, and
//     one that was consumed by an earlier pass, is refused.
//  3. The pass consumes nothing and touches no leaf; there is no sink. A pass over what it recorded
//     goes on into the graph of y, and consumes what it meets there unless it keeps the graph.
//  4. It records under NoGrad too. A gradient that does not depend on anything that requires one,
//     as of a linear function, is a constant.
//  5. Gradient hooks on the way see their gradients, each once it is complete. Backward hooks of
//     modules do not fire: to them the pass is part of a forward.

#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "autograd/backward.h"
#include "autograd/variable.h"

namespace gradflow {

// The gradients of `y` with respect to `inputs`, which may be leaves or computed, each of the shape
// of its input; zeros for one that `y` does not depend on. The seed, 1 by default when y has one
// element, may be part of a graph itself. GraphError as of BackwardPass, and for what the note
// refuses; ShapeError or TypeError for a seed that does not fit.
std::vector<Variable> differentiable_gradients(const Variable& y, std::span<const Variable> inputs,
                                               const Variable& seed = {},
                                               SourceLocation where = SourceLocation::current());
// The same for inputs that are listed in the call: const auto [dx, dw] = …(y, {x, w}).
template <std::size_t N>
std::array<Variable, N> differentiable_gradients(const Variable& y, const Variable (&inputs)[N],
                                                 const Variable& seed = {},
                                                 SourceLocation where = SourceLocation::current()) {
  std::vector<Variable> found =
      differentiable_gradients(y, std::span<const Variable>(inputs), seed, where);
  std::array<Variable, N> gradients;
  for (std::size_t i = 0; i < N; ++i) gradients[i] = std::move(found[i]);
  return gradients;
}

// H v, where H are the second derivatives of `y`, which has one element, with respect to x, and v
// has the shape of x: the derivative of the gradient of y as x moves along v (Pearlmutter 1994,
// "Fast exact multiplication by the Hessian"). Two passes; H is never formed. The second consumes
// what it meets of the graph of y, unless that is kept. Errors as above; ShapeError for a v unlike
// x.
Tensor hessian_vector_product(const Variable& y, const Variable& x, const Tensor& v,
                              Keep keep = Keep::nothing,
                              SourceLocation where = SourceLocation::current());
// The same for several inputs taken together: a part of v for each, and a part of H v.
std::vector<Tensor> hessian_vector_product(const Variable& y, std::span<const Variable> inputs,
                                           std::span<const Tensor> v, Keep keep = Keep::nothing,
                                           SourceLocation where = SourceLocation::current());

}  // namespace gradflow
