#include "autograd/pass_checks.h"

#include <fmt/core.h>

#include <utility>

#include "tensor/error.h"

namespace gradflow::detail {

void check_root(const Node& root, std::string_view pass) {
  require<GraphError>(root.requires_gradient(),
                      "{}: the root {} needs no gradient: nothing it was computed from requires "
                      "one, or it was computed under NoGrad",
                      pass, root);
}

Tensor seed_of(const Node& root, Tensor seed, std::string_view pass) {
  const Tensor& value = root.value();
  if (!seed.defined()) {
    require<ShapeError>(
        value.elements() == 1,
        "{}: the root {} is {}, not a single element; reduce it with sum or mean, or give the pass "
        "a seed of that shape",
        pass, root, value.shape());
    return Tensor::ones(value.shape(), value.dtype());
  }
  require<ShapeError>(seed.shape() == value.shape(), "{}: the seed is {}, the root {} is {}", pass,
                      seed.shape(), root, value.shape());
  require<TypeError>(seed.dtype() == value.dtype(), "{}: the seed is {}, the root {} is {}", pass,
                     seed.dtype(), root, value.dtype());
  return seed;
}

void check_target(const Variable& target, std::string_view pass) {
  require<GraphError>(target.requires_gradient(), "{}: {} requires no gradient{}", pass,
                      target.node(),
                      target.is_leaf() ? "; make it with RequiresGradient::yes" : "");
}

void refuse_consumed(const Node& node, std::string_view pass) {
  throw GraphError(
      fmt::format("{}: this graph was already consumed, at node {} made at {}:{}; run the earlier "
                  "pass with Keep::graph to run another",
                  pass, node, node.where().file, node.where().line));
}

}  // namespace gradflow::detail
