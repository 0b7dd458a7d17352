#include "studies/glorot2010/claims/claims_initialisation.h"

#include <string>
#include <utility>

#include "studies/glorot2010/claims/evidence.h"
#include "studies/glorot2010/claims/judges_initialisation.h"

namespace glorot2010 {

namespace {

struct Entry {
  std::string run;
  void (*judge)(Claim& claim, Evidence& evidence);
  Claim claim;
};

std::vector<Entry> weights_and_activations() {
  return {{"weights",
           judge_weights,
           {.id = "C1",
            .text = "Sampled weights have the variances of equations 15 and 12, stay within their "
                    "bounds, and biases are 0",
            .source = "Equations 1, 12, 15, 16",
            .paper = "n·Var[W] = 1/3; Var[W] = 2/(n_in + n_out)",
            .bound = "within 2 % in each of the six layers; no weight beyond its bound; biases 0"}},
          {"fig06",
           judge_standard_activations,
           {.id = "C2",
            .text = "Standard initialisation, tanh: the activations’ spread falls with every layer",
            .source = "Figure 6, top",
            .paper = "histogram peaks 1.4 2.6 4.4 7.8 13.7, about ×1.77 a layer",
            .bound = "each layer’s std 0.50 to 0.62 of the one before, and L5/L1 ≤ 0.2"}},
          {"fig06",
           judge_normalised_activations,
           {.id = "C3",
            .text = "Normalised initialisation, tanh: the activations’ spread is roughly kept",
            .source = "Figure 6, bottom",
            .paper = "L5/L1 about 1.0, which equation 16 as it is written does not give",
            .bound = "L5/L1 ≥ 0.5, and at least 4 times the standard one’s"}}};
}

std::vector<Entry> gradients_and_jacobians() {
  return {{"fig07",
           judge_standard_gradients,
           {.id = "C4",
            .text = "Standard initialisation, tanh: back-propagated gradients shrink downwards",
            .source = "Figure 7, top",
            .paper = "L1/L5 about 0.10",
            .bound = "std rises strictly from layer 1 to 5, and L1/L5 ≤ 0.2"}},
          {"fig07",
           judge_normalised_gradients,
           {.id = "C5",
            .text = "Normalised initialisation, tanh: back-propagated gradients keep their size",
            .source = "Figure 7, bottom",
            .paper = "L1/L5 about 1.15",
            .bound = "L1/L5 from 0.5 to 1.6, and at least 4 times the standard one’s"}},
          {"fig08",
           judge_weight_gradients,
           {.id = "C6",
            .text = "Weight gradients have about one size in all layers, in both initialisations",
            .source = "Figure 8, equation 14",
            .paper = "peaks differ by about 1.2",
            .bound = "rms of the largest layer ≤ 1.3 times the smallest, mini-batches of 10"}},
          {"jacobian",
           judge_jacobians,
           {.id = "C7",
            .text = "The mean singular value of the Jacobian between layers is about 0.5 with the "
                    "standard initialisation and 0.8 with the normalised",
            .source = "Section 4.2.2",
            .paper = "0.5 and 0.8, also called a ratio of variances, which is something else",
            .bound = "mean over 4 Jacobians and at least 5 images in 0.44 to 0.54 and 0.70 to "
                     "0.86"}}};
}

std::vector<Entry> equations_and_costs() {
  return {
      {"linear",
       judge_linear,
       {.id = "C8",
        .text = "A linear network has the variances of equations 5 to 7, 13 and 14",
        .source = "Section 4.2.1",
        .paper =
            "the variance is multiplied by 1/3 a layer (standard) or 1 (normalised), up and down",
        .bound = "each layer within 6 %, both ways; equation 7 within 10 %"}},
      {"fig05",
       judge_plateaus,
       {.id = "C10",
        .text = "The quadratic cost has more plateau than the cross-entropy",
        .source = "Figure 5",
        .paper = "a picture, of a network that is not described",
        .bound = "share of the grid with a gradient norm < 0.02 larger for the quadratic cost in "
                 "at least 18 of 20 draws of 2 examples"}}};
}

}  // namespace

std::vector<Claim> initialisation_claims(const Results& out) {
  std::vector<Claim> claims;
  for (auto list : {weights_and_activations, gradients_and_jacobians, equations_and_costs})
    for (Entry& entry : list())
      claims.push_back(judged(std::move(entry.claim), out, {entry.run}, entry.judge));
  return claims;
}

}  // namespace glorot2010
