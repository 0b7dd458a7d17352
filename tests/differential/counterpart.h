#pragma once
// The rows of the catalogue said in libtorch, a file for each family as in tests/autograd. Only the
// files beside this one that include it see a header of libtorch.

#include <ATen/ATen.h>

#include <string_view>
#include <vector>

namespace gradflow::differential {

using Arguments = const std::vector<at::Tensor>&;

struct Counterpart {
  std::string_view row;
  at::Tensor (*function)(Arguments x);
};

void add_arithmetic_counterparts(std::vector<Counterpart>& all);
void add_math_counterparts(std::vector<Counterpart>& all);
void add_product_counterparts(std::vector<Counterpart>& all);
void add_reduction_counterparts(std::vector<Counterpart>& all);
void add_loss_counterparts(std::vector<Counterpart>& all);
void add_rearrangement_counterparts(std::vector<Counterpart>& all);
void add_sequence_counterparts(std::vector<Counterpart>& all);
void add_image_counterparts(std::vector<Counterpart>& all);
void add_selection_counterparts(std::vector<Counterpart>& all);

// What a row computes from shapes alone, as a tensor of int64: formula(position, row-major).
template <class Formula>
at::Tensor integers(at::IntArrayRef shape, Formula formula) {
  at::Tensor made = at::empty(shape, at::kLong);
  std::int64_t* element = made.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < made.numel(); ++i) element[i] = formula(i);
  return made;
}

}  // namespace gradflow::differential
