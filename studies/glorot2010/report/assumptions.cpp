#include "studies/glorot2010/report/assumptions.h"

#include <array>

namespace glorot2010 {

std::span<const Assumption> assumptions() {
  static constexpr auto kAssumptions = std::to_array<Assumption>({
      {"learning rates",
       "one a model, from 0.003 … 0.3, before any claim was looked at, but for the longer searches "
       "of "
       "the quadratic cost and of rates by the variance, which came after (at the rates of the "
       "short ones C32 had held and C28 failed). quick: by validation "
       "cross-entropy after 3,000 updates of seed 1; the grid’s table is in models.cpp; for "
       "tanh and softsign 0.01 to 0.1 are practically tied. desk and paper: one a model "
       "and data set, by validation error after 20,000 updates; on Shapeset, where those leave a "
       "model at guessing, after 100,000 (sigmoid of 5 layers takes the rate of 4); of a model "
       "that still stands there, less than 5 points of error below the commonest class, by "
       "cross-entropy, and of rates that tie in it to a thousandth of a nat the largest "
       "(rate_search.h, runs rate-…). Where the largest or smallest of the five is chosen, a "
       "better "
       "one may lie beyond: so for tanh with rates by the Hessian, 0.3"},
      {"the rate of another depth, width or set",
       "depths 1 to 4: that of depth 5, 0.1 for sigmoid; widths: that of equal ones; the fixed set "
       "of C27: that of the endless one, 0.01"},
      {"pixel scale", "Shapeset [-1, 1], the others [0, 1]"},
      {"which images are held out for validation",
       "the last: MNIST 50,000 / 10,000 / 10,000; CIFAR-10 batches 1 to 4, 5, and the test "
       "batch; where that file is missing, half of batch 5 each: 5,000 test examples in Table 1 "
       "and "
       "Figure 12 say that it was"},
      {"Small-ImageNet",
       "its files exist nowhere; ten classes of Tiny ImageNet, 37 × 37 grey, 18,000 / 2,000 / "
       "2,000, stand in for it and are called so"},
      {"what back-propagated gradients are gradients of",
       "the loss of one image (Figure 7), of a mini-batch of 10 (Figure 8), the mean over the "
       "300 images (in training): only ratios between layers compare"},
      {"the statistics set",
       "the first 300 test images; Shapeset’s test set is 1,000 images of seed 2010 (quick), "
       "else 10,000"},
      {"Figure 5’s network and data",
       "one tanh unit and a sigmoid output, 2 samples x ~ N(0,1) with random targets, 41 × 41 "
       "grid, 20 seeds; plateau: gradient norm under 0.02"},
      {"the Jacobian’s images",
       "the first 5; its singular values from 1,000 equal rows and an identity seed"},
      {"the linear network’s cost",
       "linear in the top layer with random coefficients, so that the equations’ independence "
       "holds; 5 draws × 300 inputs"},
      {"“variance ratio” and mean singular value",
       "the text takes them for one thing; both are reported (C7)"},
      {"Figures 6 and 10 show std .31 in every layer under equation 16",
       "equation 16 as it is written (C3, C5 and the findings say how far the picture is)"},
      {"which error is the final one",
       "the last; table1.csv has that at the best validation error beside it"},
      {"which test gives p = 0.005",
       "a two-sided z-test of two proportions against the best of the column: it reproduces the "
       "paper’s bold print"},
      {"what the 98th percentile is of",
       "of |z|, drawn at both signs: it fits the paper’s marks at the start"},
      {"how many trainings of each model", "one, of seed 1, unless the ledger names more seeds"},
      {"widths that rise or fall", "600 to 1400 units by 200"},
      {"quadratic cost",
       "half the squared distance of the softmax from the label, mean over the mini-batch; its "
       "own rate by the same grid and rule (variations.cpp)"},
      {"rates by the diagonal Hessian",
       "Becker & LeCun’s recursion on the mean cost of each mini-batch, no average over "
       "mini-batches; factor μ/(h + μ) with μ = 1e-6 (standard) or 1.5e-4 (normalised), what "
       "hidden layers have before the first update: the usual 0.001 would change nothing in the "
       "standard network (second_order.h). The rates they multiply: as of the quadratic cost"},
      {"rates by the gradient’s variance",
       "factor μ/(√v + μ), v a moving mean of g² over about 100 mini-batches, about zero; μ = "
       "2.2e-4 or 2.7e-3, again that of hidden layers before the first update. The rates they "
       "multiply: as of the quadratic cost"},
      {"pre-training",
       "sigmoid units, tied weights, masking 0.25, rate 0.01 on the cross-entropy summed over "
       "inputs; 50,000 updates a layer (paper profile: 300,000) on the first examples of the "
       "training stream; then the rate of the same network without it"},
      {"the support vector machine",
       "C from 1 to 100 and γ from 0.0003 to 0.01, by 2,000 validation examples on 2,000 "
       "training examples; the last one on 10,000 (paper profile: 100,000)"},
      {"Shapeset’s parameters",
       "the rules of the first author’s released generator, written anew; its class shares (1/6, "
       "1/9, 1/18) fit the paper’s stuck sigmoid at 83.4 %. Details: note “rules of Shapeset” in "
       "studies/support/shape_object.h"},
  });
  return kAssumptions;
}

studies::Section assumptions_section() {
  studies::TextTable table{.columns = {"Open", "Assumed"}};
  for (const Assumption& assumption : assumptions())
    table.rows.push_back({{.text = assumption.open}, {.text = assumption.assumed}});
  return {.id = "assumptions",
          .title = "Methods and assumptions",
          .lead =
              "As in the paper: mini-batches of 10, plain gradient descent, 1000 units a layer, "
              "biases at 0. What it leaves open, and what is done here in its place.",
          .tables = {std::move(table)}};
}

}  // namespace glorot2010
