// Counterparts of the ops that move, repeat or choose elements.

#include "tests/differential/counterpart.h"

namespace gradflow::differential {

namespace {

at::Tensor inner_part_of(const at::Tensor& x, std::int64_t axis) {
  const std::int64_t extent = x.size(axis);
  return x.slice(axis, extent / 3, extent - extent / 4);
}

at::Tensor split_in_three(Arguments x) {
  const std::int64_t count = x[0].size(0), few = count / 3;
  const std::vector<at::Tensor> parts = x[0].split_with_sizes({few, 0, count - few}, 0);
  return at::cat({parts[2], parts[1], parts[0]}, 0);
}

at::Tensor split_in_halves(Arguments x) {
  const std::vector<at::Tensor> halves = at::cat({x[0], x[1]}, 1).tensor_split(2, 1);
  return halves[0] * halves[1];
}

at::Tensor mask_like(at::IntArrayRef shape) {
  return integers(shape, [](std::int64_t i) { return i * 7 % 11 % 3; }) != 0;
}

at::Tensor gathered(const at::Tensor& x, std::int64_t axis) {
  const std::int64_t extent = x.size(axis);
  return x.gather(axis, integers(x.sizes(), [=](std::int64_t i) { return i * 5 % 13 % extent; }));
}

}  // namespace

void add_rearrangement_counterparts(std::vector<Counterpart>& all) {
  all.insert(all.end(),
             {
                 {"broadcast_to",
                  [](Arguments x) {
                    const std::vector<std::int64_t> whole = {2, x[1].size(0), x[0].size(0)};
                    return x[0].broadcast_to(whole) * x[1].broadcast_to(whole);
                  }},
                 {"sum_to_a_row", [](Arguments x) { return x[0].sum(0).sum(0, true); }},
                 {"sum_to_what_it_is", [](Arguments x) { return x[0].clone(); }},
                 {"reshape", [](Arguments x) { return x[0].reshape(-1); }},
                 {"transpose", [](Arguments x) { return x[0].t(); }},
                 {"permute",
                  [](Arguments x) {
                    return x[0].permute({2, 0, 1});
                  }},
                 {"slice_of_rows", [](Arguments x) { return inner_part_of(x[0], 0); }},
                 {"slice_in_the_middle", [](Arguments x) { return inner_part_of(x[0], 1); }},
                 {"slices_that_overlap",
                  [](Arguments x) { return inner_part_of(x[0], 1) * inner_part_of(x[0], -1); }},
                 {"split_in_halves", split_in_halves},
                 {"split_in_three", split_in_three},
                 {"pad",
                  [](Arguments x) {
                    return at::constant_pad_nd(x[0], {2, 3, 1, 0}, 0.5);
                  }},
                 {"pad_in_the_middle",
                  [](Arguments x) {
                    return at::constant_pad_nd(x[0], {0, 0, 1, 2, 0, 0});
                  }},
                 {"stack",
                  [](Arguments x) {
                    return at::stack({x[0], x[1], x[0]}, 0);
                  }},
                 {"stack_behind", [](Arguments x) { return at::stack(x, -1); }},
                 {"concatenate_rows", [](Arguments x) { return at::cat(x, 0); }},
                 {"concatenate_columns", [](Arguments x) { return at::cat(x, -1); }},
             });
}

void add_selection_counterparts(std::vector<Counterpart>& all) {
  all.insert(
      all.end(),
      {
          {"where", [](Arguments x) { return at::where(mask_like(x[0].sizes()), x[0], x[1]); }},
          {"where_stretched",
           [](Arguments x) { return at::where(mask_like({x[1].size(1)}), x[0], x[1]); }},
          {"where_stretched_by_its_mask",
           [](Arguments x) { return x[0] * at::where(mask_like(x[0].sizes()), 2 * x[1], x[1]); }},
          {"where_of_any_shapes",
           [](Arguments x) { return at::where(mask_like(x[1].sizes()), x[0], x[1]); }},
          {"masked_fill",
           [](Arguments x) { return x[0].masked_fill(mask_like({x[0].size(1)}), -2); }},
          {"gather", [](Arguments x) { return gathered(x[0], -1); }},
          {"gather_in_the_middle", [](Arguments x) { return gathered(x[0], 1); }},
      });
}

}  // namespace gradflow::differential
