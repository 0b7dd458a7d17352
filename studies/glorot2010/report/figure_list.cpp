#include "studies/glorot2010/report/figure_list.h"

#include <fmt/core.h>

#include <algorithm>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/depths.h"
#include "studies/glorot2010/claims/proportions.h"
#include "studies/glorot2010/report/captions.h"
#include "studies/glorot2010/training/variations.h"

namespace glorot2010 {
namespace {

std::vector<PanelSpec> both_initialisations(const std::string& what) {
  return {{"standard", what + ", layers 1 to 5, standard initialisation"},
          {"normalised", what + ", layers 1 to 5, normalised initialisation"}};
}

constexpr const char* kSlower = "train-softsign-slower";

// Panels of tanh, softsign and softsign at another rate.
std::vector<PanelSpec> of_activations(const std::string& what) {
  return {{"train-tanh", what + ", tanh"},
          {"train-softsign", what + ", softsign"},
          {.suffix = kSlower, .shows = what + ", softsign at its second best rate", .of = kSlower}};
}

std::string slower_softsign(const std::filesystem::path&, const std::vector<std::string>& runs) {
  if (std::ranges::find(runs, kSlower) == runs.end()) return "";
  return fmt::format(
      "The third panel is softsign at {}, the second best rate of its search; claims are judged at "
      "the best one, which the second panel shows.",
      kSlowerSoftsignRate);
}

// What CIFAR-10 was tested on where the test batch was missing: split_cifar10 of image_data.cpp.
std::string cifar10_test_set(const std::filesystem::path& out,
                             const std::vector<std::string>& runs) {
  std::int64_t fewest = kPaperExamples;
  for (const std::string& run : runs)
    fewest = std::min(fewest, wrong_answers(out / run, 0).examples);
  if (fewest == kPaperExamples) return "";
  return fmt::format(
      "The official test batch was missing: the test set is {} images of training batch 5, whose "
      "other images are the validation set.",
      count_text(static_cast<double>(fewest)));
}

// Figure 12, or what it would be, on one of the sets that come as files.
FigureSpec other_data(const std::string& set, const std::string& label, const std::string& title,
                      const std::string& claim, const std::string& paper) {
  return {.id = "fig12-" + set,
          .label = label,
          .title = "Test error against examples seen, " + title,
          .claims = {claim},
          .any_of = {set + "-sigmoid-5", set + "-tanh", set + "-tanh-n", set + "-softsign",
                     set + "-softsign-n"},
          .only_if = "errors.csv",
          .with_further_seeds = true,
          .panels = {{"errors", "Test error of each model against training examples seen", true}},
          .paper = paper,
          .remark = set == "cifar10" ? cifar10_test_set : nullptr,
          .ours = set == "mnist"     ? caption_mnist
                  : set == "cifar10" ? caption_cifar10
                                     : caption_imagenet};
}

// Networks of one to five layers: those that are trained for this alone, or for other figures too.
std::vector<std::string> depth_runs(bool alone) {
  std::vector<std::string> runs;
  for (const Activation activation : {Activation::tanh, Activation::softsign, Activation::sigmoid})
    for (const std::string& run : runs_of_depths(activation))
      if (run.starts_with("depth-") == alone) runs.push_back(run);
  return runs;
}

}  // namespace

const std::vector<FigureSpec>& initialisation_figures() {
  static const std::vector<FigureSpec> figures = {
      {.id = "fig05",
       .label = "Figure 5",
       .title = "Cross-entropy and quadratic cost over two weights",
       .claims = {"C10"},
       .runs = {"fig05"},
       .panels = {{"surfaces", "Cross-entropy and quadratic cost as surfaces over two weights"},
                  {"plateaus", "Map of where each cost has a gradient norm under 0.02"}},
       .paper =
           "cross-entropy up to about 4 to 4.5 in the corners, the quadratic cost flat between "
           "0.5 and 1; read off the figure.",
       .note = "The paper does not say which network, how many examples or which seed.",
       .ours = caption_fig05},
      {.id = "fig06",
       .label = "Figure 6",
       .title = "Activations at initialisation",
       .claims = {"C2", "C3"},
       .runs = {"fig06"},
       .panels = both_initialisations("Histograms of activations"),
       .paper = "peaks about 1.4, 2.6, 4.4, 7.8, 13.7 from layer 1 to 5 with the standard "
                "initialisation; all between 1.25 and 1.5 with the normalised.",
       .ours = caption_fig06},
      {.id = "fig07",
       .label = "Figure 7",
       .title = "Back-propagated gradients at initialisation",
       .claims = {"C4", "C5"},
       .runs = {"fig07"},
       .panels = both_initialisations("Histograms of back-propagated gradients"),
       .paper = "the standard deviation in layer 1 is about 0.10 times that in layer 5 with the "
                "standard initialisation, about 1.15 times with the normalised.",
       .note = "Only ratios compare: the scale of the paper’s axis depends on choices it does not "
               "state.",
       .ours = caption_fig07},
      {.id = "fig08",
       .label = "Figure 8",
       .title = "Weight gradients at initialisation",
       .claims = {"C6"},
       .runs = {"fig08"},
       .panels = both_initialisations("Histograms of weight gradients"),
       .paper = "roughly the same for all layers with both initialisations; the highest peak is "
                "about 1.2 times the lowest.",
       .ours = caption_fig08},
      {.id = "jacobian",
       .label = "Section 4.2.2",
       .title = "Singular values of the Jacobian between neighbouring layers",
       .claims = {"C7"},
       .runs = {"jacobian"},
       .panels = {{"distribution", "Distribution of singular values for both initialisations"},
                  {"layers", "Mean singular value for each pair of neighbouring layers"}},
       .paper = "mean about 0.5 with the standard initialisation, about 0.8 with the normalised.",
       .ours = caption_jacobian},
      {.id = "linear",
       .label = "Section 4.2.1",
       .title = "A linear network beside equations 5, 6, 7, 13 and 14",
       .claims = {"C8"},
       .runs = {"linear"},
       .panels = {{"forward", "Variance of activations by layer, measured and predicted"},
                  {"backward", "Variance of back-propagated gradients, measured and predicted"},
                  {"weights", "Variance of weight gradients, measured and predicted"}},
       .paper = "equation 15: the variance changes to 1/3 a layer with the standard "
                "initialisation; it stays with the normalised.",
       .note = "Lines are the equations, points the measurement.",
       .ours = caption_linear},
  };
  return figures;
}

const std::vector<FigureSpec>& training_figures() {
  static const std::vector<FigureSpec> figures = {
      {.id = "fig02",
       .label = "Figure 2",
       .title = "Activations in training, sigmoid of 4 layers",
       .claims = {"C11", "C12"},
       .runs = {"train-sigmoid-4"},
       .panels = {{"means", "Mean activation of layers 1 to 4 over all updates"},
                  {"beginning", "Mean activation of layers 1 to 4 over the first 2,000 updates"}},
       .paper =
           "all start at 0.5; layer 4 is at 0.13 after 40 thousand updates and near 0.02 at 0.8 "
           "to 1.6 million, while layers 1 to 3 stay at 0.5 and above, lower towards the input. "
           "Near 2 million the network escapes: layer 4 rises, layers 1 to 3 fall. At the end, 2.8 "
           "million, they are at .38 .38 .36, layer 4 at .07, and layer 1, with a standard "
           "deviation of .35, saturates.",
       .ours = caption_fig02},
      {.id = "fig03",
       .label = "Figure 3",
       .title = "Activations in training, standard initialisation",
       .claims = {"C14", "C15", "C16", "C20"},
       .runs = {"train-tanh", "train-softsign"},
       .also = {kSlower},
       .panels = of_activations("Spread of activations by layer over the updates"),
       .paper = "tanh starts at standard deviations .31 .17 .10 .06 .03 and saturates one layer "
                "after another: the 98th percentile is at .95 by 80 thousand updates in layer 1, "
                "near 320, 640, 1240 and 1800 thousand in the others, so in all before the end, "
                "1.9 million, where the standard deviations are .61 .62 .48 .35 .23. softsign "
                "starts at .24 .11 .06 .03 .02; its layers move together and saturate less: at the "
                "end 98th percentiles .92 .86 .83 .90 .83, standard deviations .55 .57 .50 .46 "
                ".28.",
       .remark = slower_softsign,
       .ours = caption_fig03},
      {.id = "fig04",
       .label = "Figure 4",
       .title = "Activations after training, standard initialisation",
       .claims = {"C17"},
       .runs = {"train-tanh", "train-softsign"},
       .also = {kSlower},
       .only_if = "histograms.csv",
       .panels = of_activations("Histograms of activations, layers 1 to 5"),
       .paper = "tanh has spikes at ±1 in all layers, layers 1 and 2 flat between; softsign’s "
                "layers 1 to 3 have humps near ±.55 to ±.75 and nothing at ±1.",
       .remark = slower_softsign,
       .ours = caption_fig04},
      {.id = "fig09",
       .label = "Figure 9",
       .title = "Weight gradients in training",
       .claims = {"C19"},
       .runs = {"train-tanh", "train-tanh-n"},
       .panels = {{"train-tanh", "Standard deviation of weight gradients, tanh"},
                  {"train-tanh-n", "Standard deviation of weight gradients, tanh N"}},
       .paper = "layer 1 over layer 5 grows to about 3.3 for tanh and 1.7 for tanh N, over 1.9 "
                "million updates.",
       .ours = caption_fig09},
      {.id = "fig10",
       .label = "Figure 10",
       .title = "Activations in training, tanh N",
       .claims = {"C14", "C20"},
       .runs = {"train-tanh-n"},
       .panels = {{"train-tanh-n", "Spread of activations by layer over the updates, tanh N"}},
       .paper =
           "all layers start at a standard deviation near .31 and 98th percentiles of .70 to "
           ".74; from 80 thousand updates to the end, 1.9 million, the percentile is near 1 in "
           "all of them. At the end the standard deviations are .77 .87 .88 .86 .50.",
       .ours = caption_fig10},
      {.id = "fig11",
       .label = "Figure 11",
       .title = "Test error against examples seen",
       .claims = {"C12", "C13", "C21", "C22", "C29"},
       .any_of = {"train-sigmoid-4", "train-sigmoid-5", "train-tanh", "train-tanh-n",
                  "train-softsign", "train-softsign-n", "train-pretrained"},
       .with_further_seeds = true,
       .panels = {{"errors", "Test error of each model against training examples seen", true}},
       .paper =
           "after 25 million examples: sigmoid of 4 layers about 35 %, sigmoid of 5 layers 83.5 "
           "%, tanh 27.5 %, tanh N 16 %, softsign 17 %, softsign N 16.5 %, pre-trained 11 %.",
       .ours = caption_fig11},
      other_data("mnist", "Figure 12, left", "MNIST", "C25",
                 "after 25 million examples: sigmoid of 5 layers 2.12 %, tanh 1.71 %, tanh N 1.67 "
                 "%, softsign 1.62 %, softsign N 1.72 %."),
      other_data(
          "cifar10", "Figure 12, right", "CIFAR-10", "C24",
          "after 25 million examples: sigmoid of 5 layers 57.15 %, tanh 55.8 %, tanh N 52.95 %, "
          "softsign 55.85 %, softsign N 53.7 %; flat from 2 million on."),
      other_data(
          "imagenet", "Beside Figure 12", "a stand-in for Small-ImageNet", "C26",
          "no such figure. Here: ten classes of Tiny ImageNet, not the paper’s images (Table "
          "1)."),
      {.id = "depths",
       .label = "Section 2.3",
       .title = "One to five hidden layers",
       .claims = {"C31"},
       .any_of = depth_runs(true),
       .also = depth_runs(false),
       .only_if = "errors.csv",
       .panels = {{"errors", "Lowest validation error of each activation by number of layers"}},
       .paper = "no such figure: depth 5 was chosen for tanh and softsign, 4 for sigmoid.",
       .ours = caption_depths},
  };
  return figures;
}

const std::vector<std::string>& table1_claims() {
  static const std::vector<std::string> claims = {"C21", "C23", "C24", "C25", "C26"};
  return claims;
}

}  // namespace glorot2010
