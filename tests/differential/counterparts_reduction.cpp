// Counterparts of the reductions, of softmax and of the losses.

#include "tests/differential/counterpart.h"

namespace gradflow::differential {

namespace {

at::Tensor labels_like(const at::Tensor& logits) {
  const std::int64_t classes = logits.size(1);
  return integers({logits.size(0)}, [=](std::int64_t i) { return (i * 7 + 3) % classes; });
}

// Probabilities that go from 0 to 1.
at::Tensor targets_like(const at::Tensor& logits) {
  const std::int64_t last = std::max<std::int64_t>(1, logits.numel() - 1);
  return (at::arange(logits.numel(), logits.options()) / last).reshape(logits.sizes());
}

at::Tensor cross_entropy_of_some(Arguments x) {
  const at::Tensor labels = labels_like(x[0]);
  return at::cross_entropy_loss(at::cat({x[0], 2 * x[0]}), at::cat({labels, labels * 0 - 1}), {},
                                at::Reduction::Mean, -1, 0.1);
}

}  // namespace

void add_reduction_counterparts(std::vector<Counterpart>& all) {
  all.insert(
      all.end(),
      {
          {"sum", [](Arguments x) { return x[0].sum(); }},
          {"sum_over_rows", [](Arguments x) { return x[0].sum(0); }},
          {"sum_kept", [](Arguments x) { return x[0].sum(-1, true); }},
          {"sum_in_the_middle", [](Arguments x) { return x[0].sum(1); }},
          {"mean", [](Arguments x) { return x[0].mean(); }},
          {"mean_over_rows", [](Arguments x) { return x[0].mean(0); }},
          {"mean_kept", [](Arguments x) { return x[0].mean(-1, true); }},
          {"mean_in_the_middle", [](Arguments x) { return x[0].mean(1); }},
          {"max_in_the_middle", [](Arguments x) { return std::get<0>(x[0].max(1)); }},
          {"max_kept", [](Arguments x) { return std::get<0>(x[0].max(1, true)); }},
          {"min_in_the_middle", [](Arguments x) { return std::get<0>(x[0].min(1)); }},
          {"min_kept", [](Arguments x) { return std::get<0>(x[0].min(1, true)); }},
          {"variance", [](Arguments x) { return x[0].var(false); }},
          {"variance_unbiased", [](Arguments x) { return x[0].var(true); }},
          {"variance_in_the_middle", [](Arguments x) { return x[0].var(1, false); }},
          {"variance_of_columns", [](Arguments x) { return x[0].var(0, true, true); }},
          {"norm", [](Arguments x) { return at::linalg_vector_norm(x[0], 2); }},
          {"norm_of_rows", [](Arguments x) { return at::linalg_vector_norm(x[0], 2, -1); }},
          {"norm_of_columns", [](Arguments x) { return at::linalg_vector_norm(x[0], 2, 0, true); }},
          {"cumulative_sum", [](Arguments x) { return x[0].cumsum(-1); }},
          {"cumulative_sum_in_the_middle",
           [](Arguments x) { return x[0].flip(1).cumsum(1).flip(1); }},
      });
}

void add_loss_counterparts(std::vector<Counterpart>& all) {
  all.insert(
      all.end(),
      {
          {"softmax", [](Arguments x) { return x[0].softmax(-1); }},
          {"softmax_in_the_middle", [](Arguments x) { return x[0].softmax(1); }},
          {"log_softmax", [](Arguments x) { return x[0].log_softmax(-1); }},
          {"log_softmax_in_the_middle", [](Arguments x) { return x[0].log_softmax(1); }},
          {"log_sum_exp", [](Arguments x) { return x[0].logsumexp(-1); }},
          {"log_sum_exp_kept", [](Arguments x) { return x[0].logsumexp(0, true); }},
          {"cross_entropy",
           [](Arguments x) { return at::cross_entropy_loss(x[0], labels_like(x[0])); }},
          {"cross_entropy_smoothed",
           [](Arguments x) {
             return at::cross_entropy_loss(x[0], labels_like(x[0]), {}, at::Reduction::Mean, -100,
                                           0.3);
           }},
          {"cross_entropy_of_some", cross_entropy_of_some},
          {"kl_divergence",
           [](Arguments x) {
             return at::kl_div(x[0], targets_like(x[0]), at::Reduction::Sum) / x[0].size(0);
           }},
          {"binary_cross_entropy",
           [](Arguments x) {
             return at::binary_cross_entropy_with_logits(x[0], targets_like(x[0]));
           }},
          {"huber",
           [](Arguments x) { return at::huber_loss(x[0], 3 * x[1], at::Reduction::Mean, 2.5); }},
          {"squared_error", [](Arguments x) { return at::mse_loss(x[0], x[1]); }},
      });
}

}  // namespace gradflow::differential
