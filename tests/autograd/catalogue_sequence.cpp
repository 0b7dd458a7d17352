// Rows of what models of sequences are made of: lookup, attention, layer norm, dropout.

#include <algorithm>

#include "autograd/ops.h"
#include "tests/autograd/catalogue_rows.h"

namespace gradflow::testing {

namespace {

// Some rows several times, some never.
Variable indices_for(const Variable& table) {
  const auto rows = static_cast<std::int32_t>(table.shape()[0]);
  return Tensor::build<std::int32_t>({rows, 2}, [&](std::span<std::int32_t> indices) {
    for (std::size_t i = 0; i < indices.size(); ++i)
      indices[i] = (static_cast<std::int32_t>(i) * 7 + 3) % rows / 2 * 2 % rows;
  });
}

// Queries, keys and values of a few heads.
Inputs for_attention(Draw& draw, bool as_many_keys) {
  const std::int64_t batch = std::min<std::int64_t>(3, draw.extent(3)), heads = 2;
  const std::int64_t queries = draw.extent(3), keys = as_many_keys ? queries : draw.extent(3);
  const std::int64_t width = draw.some(3), value_width = draw.extent(3);
  return {draw.normal({batch, heads, queries, width}), draw.normal({batch, heads, keys, width}),
          draw.normal({batch, heads, keys, value_width})};
}

// Every third key hidden, and all keys of the first query.
Tensor hiding_mask(Given x) {
  const std::int64_t queries = x[0].shape()[2], keys = x[1].shape()[2];
  return Tensor::build<std::int32_t>({queries, keys}, [&](std::span<std::int32_t> seen) {
    for (std::size_t i = static_cast<std::size_t>(std::min(keys, queries * keys)); i < seen.size();
         ++i)
      seen[i] = i % 3 != 0;
  });
}

// A number for each head and key.
Tensor added_mask(Given x) {
  const std::int64_t heads = x[0].shape()[1], keys = x[1].shape()[2];
  return Tensor::arange(heads * keys, x[0].dtype()).reshape({heads, 1, keys}) * 0.1;
}

}  // namespace

void add_sequence_rows(std::vector<Row>& rows) {
  rows.insert(rows.end(),
              {
                  {"embedding", "embedding",
                   [](Draw& draw) {
                     return Inputs{draw.normal({draw.some(), draw.extent()})};
                   },
                   [](Given x) { return embedding(x[0], indices_for(x[0])); }},
                  {"layer_norm", "layer_norm",
                   [](Draw& draw) {
                     const std::int64_t width = draw.some();
                     return Inputs{draw.normal({draw.extent(), width}), draw.normal({width}),
                                   draw.normal({width})};
                   },
                   [](Given x) { return layer_norm(x[0], x[1], x[2], 0.1); }},
                  {"dropout", "dropout", any,
                   [](Given x) {
                     Rng rng(5);
                     return dropout(x[0], 0.3, rng);
                   }},
                  {"attention", "scaled_dot_product_attention",
                   [](Draw& draw) { return for_attention(draw, false); },
                   [](Given x) { return scaled_dot_product_attention(x[0], x[1], x[2]); }},
                  {"attention_causal", "scaled_dot_product_attention",
                   [](Draw& draw) { return for_attention(draw, true); },
                   [](Given x) {
                     return scaled_dot_product_attention(x[0], x[1], x[2], {.causal = true});
                   }},
                  {"attention_with_hidden_keys", "scaled_dot_product_attention",
                   [](Draw& draw) { return for_attention(draw, false); },
                   [](Given x) {
                     return scaled_dot_product_attention(x[0], x[1], x[2],
                                                         {.mask = hiding_mask(x)});
                   }},
                  {"attention_causal_with_an_added_mask", "scaled_dot_product_attention",
                   [](Draw& draw) { return for_attention(draw, true); },
                   [](Given x) {
                     return scaled_dot_product_attention(x[0], x[1], x[2],
                                                         {.causal = true, .mask = added_mask(x)});
                   }},
              });
}

}  // namespace gradflow::testing
