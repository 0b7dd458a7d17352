#include "autograd/sink.h"

#include <fmt/core.h>

#include <exception>

#include "tensor/error.h"

namespace gradflow {

void AccumulatingSink::settle(Variable leaf, Gradient gradient) {
  Tensor& sum = leaf.node().attach().gradient;
  if (!sum.defined()) {
    sum = std::move(gradient).take();
    return;
  }
  if (!sum.sole_owner()) sum = sum.clone();  // a hook or a user keeps the earlier one
  gradient.add_to(sum);
}

void detail::rethrow_with_state(std::string_view operation, const std::string& state) {
  try {
    throw;
  } catch (Error& ours) {
    ours.add_context(state);
    throw;
  } catch (const std::exception& other) {
    if (state.empty()) throw;
    std::throw_with_nested(GraphError(fmt::format("{}: {}{}", operation, other.what(), state)));
  }
}

}  // namespace gradflow
