// Counterparts of the matrix products and of what models of sequences are made of.

#include <cmath>
#include <limits>

#include "tests/differential/counterpart.h"
#include "tests/differential/drawn_by_us.h"

namespace gradflow::differential {

namespace {

at::Tensor embedded(Arguments x) {
  const std::int64_t rows = x[0].size(0);
  return at::embedding(
      x[0], integers({rows, 2}, [=](std::int64_t i) { return (i * 7 + 3) % rows / 2 * 2 % rows; }));
}

at::Tensor scores_of(Arguments x) {
  return x[0].matmul(x[1].mT()) / std::sqrt(static_cast<double>(x[0].size(-1)));
}

// A query that sees no key has a line of zeros for its probabilities, by our definition.
at::Tensor attended(Arguments x, const at::Tensor& scores, const at::Tensor& hidden) {
  const at::Tensor blind = hidden.all(-1, true);
  const at::Tensor masked = scores.masked_fill(hidden, -std::numeric_limits<double>::infinity());
  return masked.masked_fill(blind, 0).softmax(-1).masked_fill(blind, 0).matmul(x[2]);
}

at::Tensor hidden_later(Arguments x) {
  return at::ones({x[0].size(2), x[1].size(2)}, at::kBool).triu(1);
}

at::Tensor hidden_keys(Arguments x) {
  const std::int64_t keys = x[1].size(2);
  return integers({x[0].size(2), keys},
                  [=](std::int64_t i) { return i < keys || i % 3 == 0 ? 1 : 0; }) != 0;
}

at::Tensor added_mask_of(Arguments x) {
  const std::int64_t heads = x[0].size(1), keys = x[1].size(2);
  return at::arange(heads * keys, x[0].options()).reshape({heads, 1, keys}) * 0.1;
}

}  // namespace

void add_product_counterparts(std::vector<Counterpart>& all) {
  all.insert(
      all.end(),
      {
          {"matmul", [](Arguments x) { return x[0].matmul(x[1]); }},
          {"batched_matmul", [](Arguments x) { return x[0].matmul(x[1]); }},
          {"batched_matmul_left_transposed", [](Arguments x) { return x[0].mT().matmul(x[1]); }},
          {"batched_matmul_right_transposed", [](Arguments x) { return x[0].matmul(x[1].mT()); }},
          {"batched_matmul_both_transposed",
           [](Arguments x) { return x[0].mT().matmul(x[1].mT()); }},
          {"linear", [](Arguments x) { return at::linear(x[0], x[1], x[2]); }},
      });
}

void add_sequence_counterparts(std::vector<Counterpart>& all) {
  all.insert(all.end(),
             {
                 {"embedding", embedded},
                 {"layer_norm",
                  [](Arguments x) { return at::layer_norm(x[0], x[1].sizes(), x[1], x[2], 0.1); }},
                 {"dropout",
                  [](Arguments x) {
                    const std::vector<double> factors = dropout_factors(x[0].size(0), x[0].size(1));
                    return x[0] * at::tensor(factors, x[0].options()).reshape(x[0].sizes());
                  }},
                 {"attention", [](Arguments x) { return scores_of(x).softmax(-1).matmul(x[2]); }},
                 {"attention_causal",
                  [](Arguments x) { return attended(x, scores_of(x), hidden_later(x)); }},
                 {"attention_with_hidden_keys",
                  [](Arguments x) { return attended(x, scores_of(x), hidden_keys(x)); }},
                 {"attention_causal_with_an_added_mask",
                  [](Arguments x) {
                    return attended(x, scores_of(x) + added_mask_of(x), hidden_later(x));
                  }},
             });
}

}  // namespace gradflow::differential
