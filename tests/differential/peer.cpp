#include "tests/differential/peer.h"

#include <ATen/Parallel.h>
#include <torch/version.h>

#include <algorithm>

#include "tests/differential/counterpart.h"
#include "tests/differential/torch_arrays.h"

namespace gradflow::differential {

namespace {

std::vector<Counterpart> counterparts() {
  std::vector<Counterpart> all;
  for (const auto add :
       {add_arithmetic_counterparts, add_math_counterparts, add_product_counterparts,
        add_reduction_counterparts, add_loss_counterparts, add_rearrangement_counterparts,
        add_sequence_counterparts, add_image_counterparts, add_selection_counterparts})
    add(all);
  return all;
}

const Counterpart& counterpart(std::string_view row) {
  static const std::vector<Counterpart> all = counterparts();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Counterpart& one) { return one.row == row; });
  if (found == all.end()) throw std::runtime_error("no counterpart of " + std::string(row));
  return *found;
}

Outcome computed(const Counterpart& of, const std::vector<Array>& inputs,
                 const std::vector<double>& upstream, Precision type) {
  std::vector<at::Tensor> x;
  for (const Array& input : inputs) x.push_back(tensor_of(input, type).set_requires_grad(true));
  const at::Tensor y = of.function(x);
  if (y.numel() != static_cast<std::int64_t>(upstream.size()))
    throw std::runtime_error("its output has " + std::to_string(y.numel()) + " elements");
  y.backward(tensor_of({y.sizes().vec(), upstream}, type));
  Outcome outcome{array_of(y), {}};
  for (const at::Tensor& input : x) outcome.gradients.push_back(array_of(gradient_of(input)));
  return outcome;
}

}  // namespace

bool is_libtorch_1_13() { return TORCH_VERSION_MAJOR == 1 && TORCH_VERSION_MINOR == 13; }

std::vector<std::string> peer_rows() {
  std::vector<std::string> rows;
  for (const Counterpart& one : counterparts()) rows.emplace_back(one.row);
  return rows;
}

Outcome peer_outcome(std::string_view row, const std::vector<Array>& inputs,
                     const std::vector<double>& upstream, Precision precision) {
  at::set_num_threads(1);
  try {
    return computed(counterpart(row), inputs, upstream, precision);
  } catch (const c10::Error& error) {
    throw PeerRefusal(error.what_without_backtrace());
  }
}

}  // namespace gradflow::differential
