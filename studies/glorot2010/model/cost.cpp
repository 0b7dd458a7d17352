#include "studies/glorot2010/model/cost.h"

#include <cstdint>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/cross_entropy.h"
#include "autograd/ops/loss.h"
#include "autograd/ops/softmax.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using gradflow::Tensor;

Tensor one_hot(const Tensor& labels, std::int64_t classes) {
  const auto from = labels.values<std::int32_t>();
  return Tensor::build<float>({labels.extent(0), classes}, [&](auto to) {
    for (std::size_t i = 0; i < from.size(); ++i) {
      gradflow::require(from[i] >= 0 && from[i] < classes,
                        "quadratic cost: label {} is no class; there are {}", from[i], classes);
      to[i * static_cast<std::size_t>(classes) + static_cast<std::size_t>(from[i])] = 1;
    }
  });
}

}  // namespace

std::string_view name(Cost cost) { return cost == Cost::quadratic ? "quadratic" : "cross-entropy"; }

gradflow::Variable cost_of(Cost cost, const gradflow::Variable& logits, const Tensor& labels) {
  if (cost == Cost::cross_entropy) return gradflow::cross_entropy(logits, labels);
  const std::int64_t classes = logits.value().extent(1);
  // The mean over all elements is that over the examples divided by the classes.
  return squared_error(softmax(logits), one_hot(labels, classes)) *
         (static_cast<double>(classes) / 2);
}

}  // namespace glorot2010
