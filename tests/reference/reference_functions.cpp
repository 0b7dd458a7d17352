#include "tests/reference/reference_functions.h"

#include <cstdint>
#include <map>
#include <vector>

#include "autograd/ops.h"

namespace gradflow::testing {

namespace {

using Given = std::span<const Variable>;
using Json = nlohmann::json;

int axis(const Json& p) { return p.at("axis"); }
KeepAxis keep(const Json& p) { return p.value("keep", false) ? KeepAxis::yes : KeepAxis::no; }
Unbiased unbiased(const Json& p) {
  return p.value("unbiased", false) ? Unbiased::yes : Unbiased::no;
}
Direction direction(const Json& p) {
  return p.value("backward", false) ? Direction::backward : Direction::forward;
}
bool whole(const Json& p) { return !p.contains("axis"); }  // a reduction over all elements

CrossEntropyOptions cross_entropy_options(const Json& p) {
  CrossEntropyOptions options{.label_smoothing = p.value("label_smoothing", 0.0)};
  if (p.contains("ignored_label"))
    options.ignored_label = p.at("ignored_label").get<std::int32_t>();
  return options;
}

std::vector<AxisPadding> frame(const Json& p) {
  std::vector<AxisPadding> padding;
  for (const Json& one : p.at("padding")) padding.push_back({one.at(0), one.at(1)});
  return padding;
}

std::vector<std::int64_t> extents(const Json& p) {
  return p.at("extents").get<std::vector<std::int64_t>>();
}
std::vector<int> axes(const Json& p) { return p.at("axes").get<std::vector<int>>(); }

Variable split_product(const Variable& x, int along) {
  const std::vector<Variable> halves = split(x, 2, along);
  return halves[0] * halves[1];
}

// None, one number, or one for each axis.
PerAxis per_axis(const Json& p, const char* key, PerAxis otherwise) {
  if (!p.contains(key)) return otherwise;
  const Json& given = p.at(key);
  if (given.is_array()) return {given.at(0).get<std::int64_t>(), given.at(1).get<std::int64_t>()};
  return given.get<std::int64_t>();
}
PerAxis kernel(const Json& p) { return per_axis(p, "kernel", 1); }

Shape shape(const Json& p) { return Shape(p.at("shape").get<std::vector<std::int64_t>>()); }

PoolingOptions pooling(const Json& p) {
  return {per_axis(p, "stride", kernel(p)), per_axis(p, "padding", 0)};
}

ConvolutionOptions convolution_options(const Json& p) {
  return {per_axis(p, "stride", 1), per_axis(p, "padding", 0), per_axis(p, "dilation", 1),
          p.value("groups", std::int64_t{1})};
}

Variable convolved(Given x, const Json& p) {
  if (x.size() == 2) return convolution(x[0], x[1], convolution_options(p));
  return convolution(x[0], x[1], x[2], convolution_options(p));
}

Variable attended(Given x, const Json& p) {
  AttentionOptions options{.causal = p.value("causal", false)};
  if (x.size() == 4) options.mask = x[3].value();
  return scaled_dot_product_attention(x[0], x[1], x[2], options);
}

// Of the moments of x, or of those that are given.
Variable batch_normed(Given x) {
  if (x.size() == 3) return batch_norm(x[0], x[1], x[2]);
  return batch_norm(x[0], x[1], x[2], ChannelMoments{x[3].value(), x[4].value()});
}

Transpose transposed(const Json& p, const char* key) {
  return p.value(key, false) ? Transpose::yes : Transpose::no;
}

Variable batched(const Variable& a, const Variable& b, const Json& p) {
  return batched_matmul(a, b, transposed(p, "transpose_a"), transposed(p, "transpose_b"));
}

using Table = std::map<std::string, ReferenceFunction>;

const Table kElementwise = {
    {"add", [](Given x, const Json&) { return x[0] + x[1]; }},
    {"subtract", [](Given x, const Json&) { return x[0] - x[1]; }},
    {"multiply", [](Given x, const Json&) { return x[0] * x[1]; }},
    {"divide", [](Given x, const Json&) { return x[0] / x[1]; }},
    {"negate", [](Given x, const Json&) { return -x[0]; }},
    {"pow", [](Given x, const Json& p) { return pow(x[0], p.at("exponent")); }},
    {"exp", [](Given x, const Json&) { return exp(x[0]); }},
    {"log", [](Given x, const Json&) { return log(x[0]); }},
    {"sqrt", [](Given x, const Json&) { return sqrt(x[0]); }},
    {"abs", [](Given x, const Json&) { return abs(x[0]); }},
    {"tanh", [](Given x, const Json&) { return tanh(x[0]); }},
    {"sigmoid", [](Given x, const Json&) { return sigmoid(x[0]); }},
    {"softsign", [](Given x, const Json&) { return softsign(x[0]); }},
    {"relu", [](Given x, const Json&) { return relu(x[0]); }},
    {"leaky_relu", [](Given x, const Json& p) { return leaky_relu(x[0], p.at("slope")); }},
    {"elu", [](Given x, const Json& p) { return elu(x[0], p.at("alpha")); }},
    {"selu", [](Given x, const Json&) { return selu(x[0]); }},
    {"gelu", [](Given x, const Json&) { return gelu(x[0]); }},
    {"normal_cdf", [](Given x, const Json&) { return normal_cdf(x[0]); }},
    {"silu", [](Given x, const Json&) { return silu(x[0]); }},
    {"softplus", [](Given x, const Json&) { return softplus(x[0]); }},
    {"clamp", [](Given x, const Json& p) { return clamp(x[0], p.at("low"), p.at("high")); }},
    {"hard_tanh", [](Given x, const Json&) { return hard_tanh(x[0]); }},
    {"where", [](Given x, const Json&) { return where(x[0], x[1], x[2]); }},
    {"masked_fill", [](Given x, const Json& p) { return masked_fill(x[0], x[1], p.at("value")); }},
};

const Table kProductsAndReductions = {
    {"matmul", [](Given x, const Json&) { return matmul(x[0], x[1]); }},
    {"linear", [](Given x, const Json&) { return linear(x[0], x[1], x[2]); }},
    {"sum",
     [](Given x, const Json& p) { return whole(p) ? sum(x[0]) : sum(x[0], axis(p), keep(p)); }},
    {"mean",
     [](Given x, const Json& p) { return whole(p) ? mean(x[0]) : mean(x[0], axis(p), keep(p)); }},
    {"max", [](Given x, const Json& p) { return max(x[0], axis(p), keep(p)); }},
    {"min", [](Given x, const Json& p) { return min(x[0], axis(p), keep(p)); }},
    {"variance",
     [](Given x, const Json& p) {
       return whole(p) ? variance(x[0], unbiased(p))
                       : variance(x[0], axis(p), keep(p), unbiased(p));
     }},
    {"norm",
     [](Given x, const Json& p) { return whole(p) ? norm(x[0]) : norm(x[0], axis(p), keep(p)); }},
    {"log_sum_exp", [](Given x, const Json& p) { return log_sum_exp(x[0], axis(p), keep(p)); }},
    {"cumulative_sum",
     [](Given x, const Json& p) { return cumulative_sum(x[0], axis(p), direction(p)); }},
    {"softmax", [](Given x, const Json& p) { return softmax(x[0], axis(p)); }},
    {"log_softmax", [](Given x, const Json& p) { return log_softmax(x[0], axis(p)); }},
    {"cross_entropy",
     [](Given x, const Json& p) { return cross_entropy(x[0], x[1], cross_entropy_options(p)); }},
    {"binary_cross_entropy", [](Given x, const Json&) { return binary_cross_entropy(x[0], x[1]); }},
    {"squared_error", [](Given x, const Json&) { return squared_error(x[0], x[1]); }},
    {"huber", [](Given x, const Json& p) { return huber(x[0], x[1], p.at("delta")); }},
    {"kl_divergence", [](Given x, const Json&) { return kl_divergence(x[0], x[1]); }},
};

const Table kSequencesAndImages = {
    {"batched_matmul", [](Given x, const Json& p) { return batched(x[0], x[1], p); }},
    {"scaled_dot_product_attention", [](Given x, const Json& p) { return attended(x, p); }},
    {"embedding", [](Given x, const Json&) { return embedding(x[0], x[1]); }},
    {"layer_norm",
     [](Given x, const Json& p) { return layer_norm(x[0], x[1], x[2], p.at("epsilon")); }},
    {"batch_norm", [](Given x, const Json&) { return batch_normed(x); }},
    {"group_norm",
     [](Given x, const Json& p) { return group_norm(x[0], p.at("groups"), x[1], x[2]); }},
    {"convolution", [](Given x, const Json& p) { return convolved(x, p); }},
    {"max_pool", [](Given x, const Json& p) { return max_pool(x[0], kernel(p), pooling(p)); }},
    {"average_pool",
     [](Given x, const Json& p) { return average_pool(x[0], kernel(p), pooling(p)); }},
    {"adaptive_average_pool",
     [](Given x, const Json& p) { return adaptive_average_pool(x[0], per_axis(p, "size", 1)); }},
};

const Table kRearrangements = {
    {"broadcast_to", [](Given x, const Json& p) { return broadcast_to(x[0], shape(p)); }},
    {"sum_to", [](Given x, const Json& p) { return sum_to(x[0], shape(p)); }},
    {"reshape", [](Given x, const Json& p) { return reshape(x[0], extents(p)); }},
    {"transpose", [](Given x, const Json&) { return transpose(x[0]); }},
    {"permute", [](Given x, const Json& p) { return permute(x[0], axes(p)); }},
    {"slice",
     [](Given x, const Json& p) { return slice(x[0], axis(p), p.at("begin"), p.at("end")); }},
    {"concatenate", [](Given x, const Json& p) { return concatenate(x, axis(p)); }},
    {"stack", [](Given x, const Json& p) { return stack(x, axis(p)); }},
    {"split_product", [](Given x, const Json& p) { return split_product(x[0], axis(p)); }},
    {"pad", [](Given x, const Json& p) { return pad(x[0], frame(p), p.at("value")); }},
    {"gather", [](Given x, const Json& p) { return gather(x[0], axis(p), x[1]); }},
};

}  // namespace

ReferenceFunction reference_function(const std::string& name) {
  for (const Table* table :
       {&kElementwise, &kProductsAndReductions, &kSequencesAndImages, &kRearrangements})
    if (const auto line = table->find(name); line != table->end()) return line->second;
  return nullptr;
}

}  // namespace gradflow::testing
