// Every layer beside its counterpart in libtorch where its inputs hold the numbers at the edges of
// float32, under the rules for ops.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "tensor/parallel.h"
#include "tests/differential/nn/layer_run.h"
#include "tests/differential/nn/nn_measured.h"
#include "tests/differential/special_trial.h"
#include "tests/differential/special_values.h"

namespace gradflow::differential {
namespace {

constexpr std::uint64_t kSeedsOfSpecialLayers = 24;

void append(Array& line, const Array& more) {
  line.elements.insert(line.elements.end(), more.elements.begin(), more.elements.end());
  line.shape = {static_cast<std::int64_t>(line.elements.size())};
}

// The outputs and the running moments in a line; the gradients of inputs, then of parameters.
Outcome as_one(const LayerOutcome& of) {
  Outcome one;
  for (const Array& output : of.outputs) append(one.output, output);
  for (const auto& [path, buffer] : of.buffers) append(one.output, buffer);
  one.gradients = of.input_gradients;
  for (const auto& [path, gradient] : of.parameter_gradients) one.gradients.push_back(gradient);
  return one;
}

// A trial in both types and both libraries, each computed when it is wanted first.
class SpecialRun {
 public:
  SpecialRun(const LayerRow& row, std::uint64_t seed)
      : row_(row), rng_(seed + 1000), trial_(drawn_trial(row, seed, rng_, Precision::float32)) {
    // In every call, or after ordinary training: running moments keep a NaN.
    const std::size_t first = seed / 4 % 2 == 0 ? 0 : trial_.steps.size() - 1;
    for (std::size_t i = first; i < trial_.steps.size(); ++i) {
      std::vector<Array> arrays;
      for (const LayerInput& input : trial_.steps[i].inputs) arrays.push_back(input.array);
      put_special_values(arrays, seed + 101 * i);
      for (std::size_t k = 0; k < arrays.size(); ++k) trial_.steps[i].inputs[k].array = arrays[k];
    }
    ours(Precision::float32);  // which draws the upstream gradients
    theirs_of_ = trial_;
  }

  // Of what libtorch gets: infinities and NaN become 1.
  void make_their_inputs_finite() {
    for (LayerStep& step : theirs_of_.steps)
      for (LayerInput& input : step.inputs)
        for (double& element : input.array.elements)
          if (!std::isfinite(element)) element = 1;
  }

  std::size_t steps() const { return trial_.steps.size(); }

  Trial of_step(std::size_t i, Precision our_type, Precision their_type) {
    const LayerStep& step = trial_.steps[i];
    Trial one{{}, {}, as_one(ours(our_type)[i]), as_one(theirs(their_type)[i])};
    for (const LayerInput& input : step.inputs) one.inputs.push_back(input.array);
    for (const auto& [path, parameter] : trial_.parameters) one.inputs.push_back(parameter);
    for (const Array& upstream : step.upstream)
      one.upstream.insert(one.upstream.end(), upstream.elements.begin(), upstream.elements.end());
    return one;
  }

 private:
  using Outcomes = std::map<Precision, std::vector<LayerOutcome>>;

  const std::vector<LayerOutcome>& ours(Precision type) {
    if (!ours_.contains(type)) ours_[type] = our_outcomes(row_, trial_, rng_, type);
    return ours_[type];
  }
  const std::vector<LayerOutcome>& theirs(Precision type) {
    if (!theirs_.contains(type)) theirs_[type] = peer_layer_outcomes(theirs_of_, type);
    return theirs_[type];
  }

  const LayerRow& row_;
  Rng rng_;
  LayerTrial trial_, theirs_of_;
  Outcomes ours_, theirs_;
};

std::vector<LayerRow> rows_of_numbers() {
  std::vector<LayerRow> rows = layer_rows();
  std::erase_if(rows, [](const LayerRow& row) { return row.of_indices; });
  return rows;
}

class SpecialLayer : public ::testing::TestWithParam<LayerRow> {
 protected:
  void SetUp() override { set_threads(1); }
  void TearDown() override { set_threads(0); }

  static Judgement judged_step(SpecialRun& run, std::size_t step) {
    std::set<const Convention*> none;
    return judged(
        {.row = GetParam().name,
         .floor = Floor::of_inputs,
         .bound = default_bound(Trials::special),
         .adds_up = true,
         .conventions = {}},
        [&](Precision ours, Precision theirs) { return run.of_step(step, ours, theirs); }, none);
  }
};

TEST_P(SpecialLayer, AgreesWithoutAnyConvention) {
  Agreement& found = agreement(Section::layers, GetParam().name);
  for (std::uint64_t seed = 1; seed <= kSeedsOfSpecialLayers; ++seed) {
    SpecialRun run(GetParam(), seed);
    for (std::size_t i = 0; i < run.steps(); ++i) {
      const Judgement judgement = judged_step(run, i);
      EXPECT_EQ(describe(judgement.comparison), "") << "call " << i << ", seed " << seed;
      found.note_special(judgement.comparison.worst);
      found.wide += judgement.wide;
      found.beyond_the_range += judgement.beyond_the_range;
    }
    ++found.trials;
  }
}

TEST_P(SpecialLayer, AnInfinityOrNaNTakenForANumberIsSeen) {
  std::size_t seen = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SpecialRun run(GetParam(), seed);
    run.make_their_inputs_finite();
    for (std::size_t i = 0; i < run.steps(); ++i)
      seen += judged_step(run, i).comparison.beyond.size();
  }
  EXPECT_GT(seen, 0u);
}

INSTANTIATE_TEST_SUITE_P(Rows, SpecialLayer, ::testing::ValuesIn(rows_of_numbers()),
                         [](const auto& row) { return name_of_test(row.param); });

}  // namespace
}  // namespace gradflow::differential
