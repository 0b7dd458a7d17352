// The interactive stepper without a terminal: what each command answers.
#include "studies/walkthrough/stepper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>

#include "studies/walkthrough/two_layers.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/holds.h"

namespace walkthrough {
namespace {

using gradflow::Rng;
using gradflow::Tensor;
using gradflow::Variable;
using gradflow::testing::holds;
using gradflow::testing::same_bits;

struct Walk {
  Rng rng{2010};
  Batch batch;
  TwoLayers net{rng};
  Stepper stepper{net.loss(batch.x, batch.labels)};

  std::string operator()(char key, const std::string& argument = "") {
    return stepper.handle({key, argument});
  }
};

TEST(Stepper, GivesTheBitsOfAPassThatRuns) {
  Walk stepped, run;
  for (int i = 0; i < 10; ++i) stepped('n');
  backward(run.net.loss(run.batch.x, run.batch.labels));
  EXPECT_TRUE(same_bits(stepped.net.w1.gradient(), run.net.w1.gradient()));
  EXPECT_TRUE(same_bits(stepped.net.b2.gradient(), run.net.b2.gradient()));
}

TEST(Stepper, StepsANodeAtATimeAndSaysWhenItIsDone) {
  Walk walk;
  EXPECT_TRUE(holds(walk('n'), "cross_entropy \"loss\"  upstream [] rms 1  → "));
  EXPECT_TRUE(holds(walk.stepper.prompt(), "[next: #8 linear \"logits\"]"));
  walk('n');
  EXPECT_TRUE(holds(walk('n'), "tanh \"z1\""));
  walk('n');
  EXPECT_TRUE(holds(walk('n'), "The pass is at its end"));
  EXPECT_TRUE(holds(walk.stepper.prompt(), "[at the end, looking at #10 cross_entropy \"loss\"]"));
}

TEST(Stepper, RunsToALabel) {
  Walk walk;
  EXPECT_TRUE(holds(walk('r', "z1"), "linear \"logits\""));
  EXPECT_TRUE(holds(walk.stepper.prompt(), "[next: #7 tanh \"z1\"]"));
  EXPECT_EQ(walk('r', "nowhere"), "No node that is to come is labelled \"nowhere\".\n");
  EXPECT_EQ(walk('r', "x"), "No node that is to come is labelled \"x\".\n");
  EXPECT_EQ(walk('r', "loss"), "No node that is to come is labelled \"loss\".\n");
  EXPECT_EQ(walk('r'), "r wants a label, as g shows them.\n");
  EXPECT_TRUE(holds(walk.stepper.prompt(), "[next: #7 tanh \"z1\"]"));
}

TEST(Stepper, LooksIntoInputsAndBack) {
  Walk walk;
  EXPECT_TRUE(holds(walk('i'), "  0  #8 linear \"logits\"  [4, 2]\n  1  #9 leaf  [4]\n"));
  EXPECT_TRUE(holds(walk('i', "0"), "y = x Wᵀ + b;"));
  EXPECT_TRUE(holds(walk.stepper.prompt(), "[looking at #8 linear \"logits\"]"));
  EXPECT_TRUE(holds(walk('i', "7"), "inputs of #8 linear \"logits\":\n"));
  walk('i', "1");
  EXPECT_TRUE(holds(walk('i'), "inputs of #4 leaf \"output.weight\": none\n"));
  walk('u');
  EXPECT_TRUE(holds(walk.stepper.prompt(), "[next: #10 cross_entropy \"loss\"]"));
}

TEST(Stepper, PrintsValueAndGradientAsFarAsOneHasArrived) {
  Walk walk;
  walk('r', "z1");
  EXPECT_TRUE(holds(walk('p'), "gradient: [4, 3] float32\n"));
  walk('i', "0");
  EXPECT_TRUE(holds(walk('p'), "no gradient has arrived\n"));
  EXPECT_EQ(walk('h'), "No gradient has arrived at #6 linear \"s1\".\n");
  walk('n');
  EXPECT_TRUE(holds(walk('h'), "gradient of #6 linear \"s1\": [4, 3] float32  mean "));
  walk('n');
  for (const char* input : {"0", "0", "0", "1"}) walk('i', input);
  EXPECT_TRUE(holds(walk('p'), "value of #2 leaf \"h1.weight\""));
  EXPECT_TRUE(holds(walk('p'), "gradient: [3, 2] float32\n"));
}

TEST(Stepper, MarksInTheGraphHowFarThePassHasCome) {
  Walk walk;
  walk('n');
  const std::string graph = walk('g');
  EXPECT_TRUE(holds(graph, "\n> #8 linear \"logits\"")) << graph;
  EXPECT_TRUE(holds(graph, "\n. #10 cross_entropy \"loss\""));
  EXPECT_TRUE(holds(graph, "\n  #7 tanh \"z1\""));
}

TEST(Stepper, SaysWhatItDoesNotKnow) {
  Walk walk;
  EXPECT_EQ(walk('x'), "'x' is no command.\n" + Stepper::help());
}

TEST(BarPlot, GivesTheMostFrequentBinTheLongestBar) {
  const std::string plot = bar_plot(Tensor::from({6}, {0, 0.1, 0.2, 0.3, 5, 9}));
  EXPECT_TRUE(holds(plot, "▇ 4\n")) << plot;
  EXPECT_TRUE(holds(plot, "▇ 1\n"));
  EXPECT_EQ(std::count(plot.begin(), plot.end(), '\n'), 9);
}

TEST(BarPlot, CountsWhatIsNotFiniteAndStandsASingleValue) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(holds(bar_plot(Tensor::from({3}, {2, nan, 2})), "  and 1 NaN or infinite\n"));
  EXPECT_TRUE(holds(bar_plot(Tensor::zeros({3})), "▇ 3\n"));
  EXPECT_TRUE(holds(bar_plot(Tensor::from({1}, {nan})), "  and 1 NaN or infinite\n"));
}

}  // namespace
}  // namespace walkthrough
