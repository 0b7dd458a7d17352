#include "tests/differential/conventions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace gradflow::differential {

namespace {

constexpr WiderBound kWiderBounds[] = {
    {"variance", Trials::float64, 256, "libtorch keeps a running mean over 270400 elements"},
    {"norm", Trials::float64, 64, "libtorch adds 270400 squares to few partial sums"},
    {"divide_of_any_shapes", Trials::float32, 128,
     "the gradient of a number that is stretched is a sum of 20 terms of up to 3.5, which cancel"},
    {"gelu", Trials::special, 256, "the terms of y and of dx cancel where these are about 0"},
    {"silu", Trials::special, 256, "the terms of dx cancel where it is about 0"},
    {"tanh", Trials::special, 32, "1 - y² loses digits where y is almost 1"},
    {"batch_norm", Trials::float32, 256,
     "of two examples at σ = 0.03 from their mean, dx is a hundredth of its terms, w dy / σ, which "
     "cancel"},
    {"batch_norm", Trials::float64, 4096,
     "the same, and libtorch rounds the mean, 19 σ, so that its deviations have lost digits"},
    {"batch_norm", Trials::special, 128, "the terms of dx of two examples cancel"},
    {"batch_norm_with_moments_given", Trials::float32, 32,
     "libtorch in float64 does not round the moments to float32"},
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
    {{"elu", "selu"},
     Part::output,
     At::zero,
     {sign_of_zero},
     "e^x - 1 is 0 for -0 there, which is -0 here"},
    {{"abs"},
     Part::gradients,
     At::any,
     {sign_of_zero, nan_in_theirs},
     "at 0 and NaN the gradient is 0 here, of any dy, and 0 times dy there"},
    {{"max_in_the_middle", "max_kept", "min_in_the_middle", "min_kept"},
     Part::output,
     At::any,
     {sign_of_zero},
     "of 0 and -0, which are equal, either library gives one or the other"},
    {{"slice_of_rows", "slice_in_the_middle", "slices_that_overlap", "split_in_three"},
     Part::gradients,
     At::any,
     {sign_of_zero},
     "slices are added to 0 here; there they are copied, or added to each other"},
    {{"softsign"},
     Part::gradients,
     At::any,
     {sign_of_zero},
     "written as a quotient, its terms cancel where dy / (1 + |x|)² is below the range, whose 0 "
     "has the sign of dy"},
    {{"softsign"},
     Part::gradients,
     At::any,
     {nan_in_theirs},
     "written as a quotient, for want of the op, it sends infinity / infinity from an infinite x, "
     "and infinity less infinity of an infinite dy"},
    {{"kl_divergence"},
     Part::output,
     At::any,
     {nan_in_theirs},
     "what has probability 0 costs nothing here, also where its logarithm is -infinity"},
    {{"cross_entropy", "cross_entropy_smoothed", "cross_entropy_of_some"},
     Part::gradients,
     At::any,
     {nan_in_theirs},
     "dx is (p - t) dy here, and dy t less the sum of its line times p there, where an infinite dy "
     "is taken from itself"},
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
    {{"layer_norm"},
     Part::gradients,
     At::any,
     {nan_in_ours},
     "of a line of one element h is 0 here, and what x s - mean s leaves there, times an infinite "
     "dy"},
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
    {{"group_norm"},
     Part::gradients,
     At::any,
     {nan_in_theirs},
     "libtorch adds up dx and dw from parts that an infinite dy makes infinite"},
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

// Rows whose gradients are summed back to inputs that were stretched.
const std::set<std::string_view> kStretched = {
    "add_a_row",
    "multiply_column_by_row",
    "divide_column_by_row",
    "where_stretched",
    "where_stretched_by_its_mask",
    "add_of_any_shapes",
    "subtract_of_any_shapes",
    "multiply_of_any_shapes",
    "divide_of_any_shapes",
    "where_of_any_shapes",
};

bool stands_at(At place, double x) {
  switch (place) {
    case At::nan:
      return std::isnan(x);
    case At::infinity:
      return std::isinf(x);
    case At::zero:
      return x == 0;
    case At::subnormal:
      return x != 0 && std::abs(x) < static_cast<double>(std::numeric_limits<float>::min());
    case At::any:
      break;
  }
  return true;
}

}  // namespace

std::span<const WiderBound> wider_bounds() { return kWiderBounds; }
std::span<const Refusal> refusals() { return kRefusals; }
const std::vector<Convention>& conventions() { return kConventions; }

std::string_view words_of(Trials trials) {
  switch (trials) {
    case Trials::float32:
      return "in float32";
    case Trials::float64:
      return "in float64";
    case Trials::special:
      break;
  }
  return "for special values";
}

double default_bound(Trials trials) { return trials == Trials::float64 ? 32 : 16; }

double bound_of(std::string_view row, Trials trials) {
  for (const WiderBound& wider : kWiderBounds)
    if (wider.row == row && wider.trials == trials) return wider.bound;
  return default_bound(trials);
}

bool Convention::covers(std::string_view row, const Disagreement& disagreement) const {
  const bool of_output = disagreement.input == kOutput;
  return of_output == (part == Part::output) && stands_at(at, disagreement.at) &&
         std::find(rows.begin(), rows.end(), row) != rows.end() &&
         std::find(differences.begin(), differences.end(), disagreement.difference) !=
             differences.end();
}

bool adds_up(const Row& row) { return kSums.contains(row.op) || kStretched.contains(row.name); }

}  // namespace gradflow::differential
