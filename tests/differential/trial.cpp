#include "tests/differential/trial.h"

#include <utility>

#include "autograd/backward.h"
#include "tests/differential/arrays.h"
#include "tests/differential/special_values.h"

namespace gradflow::differential {

namespace {

// Every fourth seed goes on, so that each way of special inputs meets each of upstream ones.
constexpr std::uint64_t kSeedsOfUpstream = 4000;

}  // namespace

std::vector<Array> drawn_inputs(const Row& row, Size size, std::uint64_t seed, Precision rounded) {
  testing::Draw draw(Rng(seed), size);
  std::vector<Array> inputs;
  for (const Tensor& x : row.inputs(draw)) inputs.push_back(to_array(x.to(element_type(rounded))));
  return inputs;
}

Trial run_trial(const Row& row, std::vector<Array> inputs, std::uint64_t seed, Precision our_type,
                Precision their_type, Upstream kind) {
  std::vector<Variable> leaves;
  for (const Array& x : inputs)
    leaves.emplace_back(to_tensor(x, element_type(our_type)), RequiresGradient::yes);
  const Variable y = row.function(leaves);
  Rng rng(seed + 1000);
  std::vector<Array> upstream = {drawn_normal(y.shape(), rng, 1, our_type)};
  if (kind == Upstream::special) put_special_values(upstream, kSeedsOfUpstream + seed / 4);
  Trial trial{std::move(inputs), upstream[0].elements, {to_array(y.value()), {}}, {}};
  for (const Tensor& x : gradients(y, leaves, to_tensor(upstream[0], element_type(our_type))))
    trial.ours.gradients.push_back(to_array(x));
  trial.theirs = peer_outcome(row.name, trial.inputs, trial.upstream, their_type);
  return trial;
}

}  // namespace gradflow::differential
