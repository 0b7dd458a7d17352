// Rows of softmax and the losses.

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

namespace {

// Labels that go over all the classes there are.
Variable labels_for(const Variable& logits) {
  const auto classes = static_cast<std::int32_t>(logits.shape()[1]);
  return Tensor::build<std::int32_t>({logits.shape()[0]}, [&](std::span<std::int32_t> labels) {
    for (std::size_t i = 0; i < labels.size(); ++i)
      labels[i] = (static_cast<std::int32_t>(i) * 7 + 3) % classes;
  });
}

// Probabilities that go from 0 to 1.
Variable targets_for(const Variable& logits) {
  Tensor targets = Tensor::arange(logits.value().elements(), logits.dtype());
  const double last = std::max<double>(1, static_cast<double>(targets.elements() - 1));
  return (targets / last).reshape(logits.shape());
}

Inputs some_alike(Draw& draw) {
  const Shape shape{draw.some(), draw.some()};
  return {draw.normal(shape), draw.normal(shape)};
}

}  // namespace

void add_loss_rows(std::vector<Row>& rows) {
  rows.insert(
      rows.end(),
      {
          {"softmax", "softmax", any, [](Given x) { return softmax(x[0]); }},
          {"softmax_in_the_middle", "softmax", any_cube, [](Given x) { return softmax(x[0], 1); }},
          {"log_softmax", "log_softmax", any, [](Given x) { return log_softmax(x[0]); }},
          {"log_softmax_in_the_middle", "log_softmax", any_cube,
           [](Given x) { return log_softmax(x[0], 1); }},
          {"log_sum_exp", "log_sum_exp", some, [](Given x) { return log_sum_exp(x[0], -1); }},
          {"log_sum_exp_kept", "log_sum_exp", some,
           [](Given x) { return log_sum_exp(x[0], 0, KeepAxis::yes); }},
          {"cross_entropy", "cross_entropy", some,
           [](Given x) { return cross_entropy(x[0], labels_for(x[0])); }},
          {"cross_entropy_smoothed", "cross_entropy", some,
           [](Given x) { return cross_entropy(x[0], labels_for(x[0]), {.label_smoothing = 0.3}); }},
          {"cross_entropy_of_some", "cross_entropy", some,
           [](Given x) {
             const Variable all = concatenate({x[0], 2 * x[0]}, 0);
             const std::int64_t batch = x[0].shape()[0];
             const Tensor ignored = Tensor::full({batch}, -1, DType::int32);
             const Tensor labels = concatenate({labels_for(x[0]), ignored}, 0).value();
             return cross_entropy(all, labels, {.label_smoothing = 0.1, .ignored_label = -1});
           }},
          {"kl_divergence", "kl_divergence", some,
           [](Given x) { return kl_divergence(x[0], targets_for(x[0])); }},
          {"binary_cross_entropy", "binary_cross_entropy", some,
           [](Given x) { return binary_cross_entropy(x[0], targets_for(x[0])); }},
          {"huber", "huber", some_alike, [](Given x) { return huber(x[0], 3 * x[1], 2.5); }},
          {"squared_error", "squared_error", some_alike,
           [](Given x) { return squared_error(x[0], x[1]); }},
      });
}

}  // namespace gradflow::testing
