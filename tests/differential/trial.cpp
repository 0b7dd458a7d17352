#include "tests/differential/trial.h"

#include <utility>

#include "autograd/backward.h"
#include "tests/differential/arrays.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::differential {

std::vector<Array> drawn_inputs(const Row& row, Size size, std::uint64_t seed, Precision rounded) {
  testing::Draw draw(Rng(seed), size);
  std::vector<Array> inputs;
  for (const Tensor& x : row.inputs(draw)) inputs.push_back(to_array(x.to(element_type(rounded))));
  return inputs;
}

Trial run_trial(const Row& row, std::vector<Array> inputs, std::uint64_t seed, Precision our_type,
                Precision their_type) {
  std::vector<Variable> leaves;
  for (const Array& x : inputs)
    leaves.emplace_back(to_tensor(x, element_type(our_type)), RequiresGradient::yes);
  const Variable y = row.function(leaves);
  const Tensor upstream =
      Rng(seed + 1000).normal(y.shape(), 0, 1, DType::float64).to(element_type(our_type));
  Trial trial{std::move(inputs), testing::doubles(upstream), {to_array(y.value()), {}}, {}};
  for (const Tensor& x : gradients(y, leaves, upstream))
    trial.ours.gradients.push_back(to_array(x));
  trial.theirs = peer_outcome(row.name, trial.inputs, trial.upstream, their_type);
  return trial;
}

}  // namespace gradflow::differential
