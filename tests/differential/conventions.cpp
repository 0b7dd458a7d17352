#include "tests/differential/conventions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace gradflow::differential {

namespace {

constexpr WiderBounds kWiderBounds[] = {
    {"variance", {16, 256, 16}, "libtorch keeps a running mean over 270400 elements"},
    {"norm", {16, 128, 16}, "libtorch adds 270400 squares to few partial sums"},
    {"gelu", {16, 32, 256}, "the terms of y and of dx cancel where these are about 0"},
    {"silu", {16, 32, 256}, "the terms of dx cancel where it is about 0"},
    {"batch_norm",
     {4096, 4096, 64},
     "libtorch rounds the mean, of which the deviation of two examples is a small part"},
    {"batch_norm_with_moments_given",
     {32, 32, 16},
     "libtorch in float64 does not round the moments to float32"},
    {"tanh", {16, 32, 64}, "1 - y² loses digits where y is almost 1"},
};

constexpr Refusal kRefusals[] = {
    {"pad_in_the_middle", "libtorch pads no tensor that has an empty axis it does not pad"},
    {"batch_norm", "libtorch takes no batch without channels"},
    {"batch_norm_of_images", "libtorch takes no batch without channels"},
    {"batch_norm_with_moments_given", "libtorch takes no batch without channels"},
};

using enum Difference;

const std::vector<Convention> kConventions = {
    {{"relu"}, Part::gradients, At::nan, {finite}, "at NaN the slope is 0 here and 1 there"},
    {{"clamp", "hard_tanh"},
     Part::gradients,
     At::nan,
     {finite},
     "at NaN the slope is 1 here and 0 there"},
    {{"elu", "selu"},
     Part::gradients,
     At::nan,
     {nan_in_ours},
     "at NaN the slope is NaN here, while the vector code there takes it for above 0"},
    {{"elu", "selu"},
     Part::output,
     At::subnormal,
     {finite},
     "libtorch subtracts 1 from e^x, which leaves nothing of a subnormal x"},
    {{"softsign"},
     Part::gradients,
     At::infinity,
     {nan_in_theirs},
     "written as a quotient, for want of the op, it sends infinity / infinity from an infinite x"},
    {{"kl_divergence"},
     Part::output,
     At::any,
     {nan_in_theirs},
     "what has probability 0 costs nothing here, also where its logarithm is -infinity"},
    {{"binary_cross_entropy"},
     Part::output,
     At::any,
     {nan_in_ours, nan_in_theirs},
     "an infinite logit is taken from itself, for other targets here than there"},
    {{"max_pool", "max_pool_of_signals", "max_pool_of_windows_that_overlap"},
     Part::gradients,
     At::nan,
     {finite},
     "of several NaN the first gets the gradient here, the last there"},
    {{"layer_norm"},
     Part::output,
     At::any,
     {nan_in_ours, nan_in_theirs},
     "h is (x - mean) s here, and x s - mean s there, which is not 0 for a line of one element"},
    {{"layer_norm"},
     Part::gradients,
     At::any,
     {nan_in_theirs},
     "libtorch adds up dx from parts that an infinite weight makes infinite"},
    {{"batch_norm", "batch_norm_of_images", "batch_norm_with_moments_given", "group_norm"},
     Part::output,
     At::any,
     {nan_in_theirs},
     "y is w h + b here, and a x + c there, where an infinite weight makes a and c infinite"},
    {{"batch_norm", "batch_norm_of_images"},
     Part::gradients,
     At::any,
     {nan_in_ours},
     "g = w dy less its mean is NaN for an infinite weight; libtorch multiplies by w in the end"},
    {{"attention", "attention_causal", "attention_with_hidden_keys",
      "attention_causal_with_an_added_mask"},
     Part::output,
     At::any,
     {nan_in_theirs},
     "a query whose scores are all -infinity sees no key and gets 0 here"},
    {{"attention", "attention_causal", "attention_with_hidden_keys",
      "attention_causal_with_an_added_mask"},
     Part::gradients,
     At::any,
     {nan_in_theirs},
     "a query whose scores are all -infinity sees no key and sends 0 here"},
    {{"attention_causal", "attention_with_hidden_keys", "attention_causal_with_an_added_mask"},
     Part::gradients,
     At::any,
     {nan_in_ours},
     "what a hidden key has of infinities and NaN meets its probability, 0, in dS here; "
     "the counterpart fills dS with 0 there"},
};

// Ops whose elements, or those of their gradients, are sums.
const std::set<std::string_view> kSums = {
    "matmul",       "batched_matmul", "linear",
    "sum",          "mean",           "variance",
    "norm",         "cumulative_sum", "sum_to",
    "broadcast_to", "softmax",        "log_softmax",
    "log_sum_exp",  "cross_entropy",  "kl_divergence",
    "huber",        "squared_error",  "binary_cross_entropy",
    "convolution",  "average_pool",   "adaptive_average_pool",
    "batch_norm",   "group_norm",     "layer_norm",
    "embedding",    "gather",         "scaled_dot_product_attention"};

bool stands_at(At place, double x) {
  switch (place) {
    case At::nan:
      return std::isnan(x);
    case At::infinity:
      return std::isinf(x);
    case At::subnormal:
      return x != 0 && std::abs(x) < static_cast<double>(std::numeric_limits<float>::min());
    case At::any:
      break;
  }
  return true;
}

}  // namespace

std::span<const WiderBounds> wider_bounds() { return kWiderBounds; }
std::span<const Refusal> refusals() { return kRefusals; }
const std::vector<Convention>& conventions() { return kConventions; }

Bounds bounds_of(std::string_view row) {
  for (const WiderBounds& wider : kWiderBounds)
    if (wider.row == row) return wider.bounds;
  return {};
}

bool Convention::covers(std::string_view row, const Disagreement& disagreement) const {
  const bool of_output = disagreement.input == kOutput;
  return of_output == (part == Part::output) && stands_at(at, disagreement.at) &&
         std::find(rows.begin(), rows.end(), row) != rows.end() &&
         std::find(differences.begin(), differences.end(), disagreement.difference) !=
             differences.end();
}

bool is_sum(const Row& row) { return kSums.contains(row.op); }

bool adds_up(const Row& row) {
  static const std::set<std::string_view> kStretched = {"add_a_row", "multiply_column_by_row",
                                                        "divide_column_by_row", "where_stretched",
                                                        "where_stretched_by_its_mask"};
  return is_sum(row) || kStretched.contains(row.name);
}

}  // namespace gradflow::differential
