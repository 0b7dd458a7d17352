// Findings about the network before its first update: Figures 6 to 8, the Jacobians, the equations.

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/report/findings.h"
#include "studies/support/csv.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::read_csv;
using studies::Table;

constexpr std::size_t kTop = 4;     // row of layer 5, the top hidden one
constexpr std::size_t kOutput = 5;  // row of the output layer

// The largest |value - 1| of the column, in per cent.
double largest_departure_from_1(const Table& table, std::string_view column) {
  double largest = 0;
  for (const double value : table.column(column)) largest = std::max(largest, std::abs(value - 1));
  return 100 * largest;
}

FindingText read_normalised_spread(const path& out) {
  const Table layers = read_csv(out / "fig06/layers.csv");
  const std::vector<double> standard = layers.column("standard");
  const std::vector<double> normalised = layers.column("normalised");
  return {
      .here = fmt::format(
          "standard deviations {} in layers 1 to 5 with the normalised initialisation, {} with "
          "the standard one; the sampled weights have the variance of equation 16 to within {:.2f} "
          "%.",
          listed_values(normalised, 2), listed_values(standard, 2),
          largest_departure_from_1(read_csv(out / "weights/normalised.csv"), "mean_fan_variance")),
      .hence = fmt::format(
          "By equation 16 layer 1 is {:.2f} times as wide as by equation 1, and layer 5 {:.2f} "
          "times as wide as layer 4. The figures fit equation 1 in the first layer and, above it, "
          "weights about 1.1 times as large as equation 16 gives. Equation 16 is used as it is "
          "written; C3 and C5 are judged on that and say how far they are from the picture.",
          normalised.front() / standard.front(), normalised.at(kTop) / normalised.at(kTop - 1))};
}

FindingText read_scales(const path& out) {
  const Table layers = read_csv(out / "fig07/layers.csv");
  const double standard = layers.at(kTop, "standard"), normalised = layers.at(kTop, "normalised");
  const double weights =
      std::sqrt(read_csv(out / "weights/normalised.csv").at(kOutput, "variance") /
                read_csv(out / "weights/standard.csv").at(kOutput, "variance"));
  return {
      .here = fmt::format(
          "standard deviation of layer 5 {:.3f} with the standard initialisation, {:.3f} with the "
          "normalised, {:.1f} times as much, where the weights of the output layer are {:.1f} "
          "times as large.",
          standard, normalised, normalised / standard, weights),
      .hence =
          "Layer 5 gets the output’s error through the output layer’s weights. One width in both "
          "pictures most likely means one output layer in both: equation 16 for hidden layers "
          "only. Whether a gradient is of one example or of a sum or mean over several changes the "
          "axis, not the ratios between layers, and so only ratios are compared (C4 to C6)."};
}

FindingText read_singular_values(const path& out) {
  const Table layers = read_csv(out / "jacobian/layers.csv");
  const auto text = [&](const std::string& kind) {
    const double rms = average(layers.column(kind + "_rms"));
    return fmt::format(
        "{}: mean singular value {:.3f}, its root mean square {:.3f}, squared {:.3f}, ratio of the "
        "activations’ variances {:.3f}",
        kind, average(layers.column(kind)), rms, rms * rms,
        average(layers.column(kind + "_variance_ratio")));
  };
  const double one = 8 / (3 * std::numbers::pi);
  return {.here = fmt::format("{}. {}.", text("standard"), text("normalised")),
          .hence = fmt::format(
              "They are two numbers. A ratio of variances is near the mean of the squared singular "
              "values. The paper’s 0.5 and 0.8 are means: for large random matrices theory gives "
              "√v · 8/(3π), {:.3f} for v = n·Var[W] = 1/3 and {:.3f} for v = 1, before the "
              "derivative of tanh takes its part. C7 is judged on the mean.",
              std::sqrt(1.0 / 3) * one, one)};
}

FindingText read_equation_6(const path& out) {
  const Table backward = read_csv(out / "linear/backward.csv");
  const double measured = backward.at(0, "standard");
  const double predicted = backward.at(0, "standard_predicted");
  return {.here = fmt::format(
              "a linear network with the standard initialisation: Var[∂C/∂s] of layer 1 is {:.3f} "
              "times the product up to d − 1, and {:.2f} times the product as printed, which has "
              "one more factor of 1/3.",
              measured / predicted, 3 * measured / predicted),
          .hence =
              "The product ends at d − 1, as it does in equation 7: there is no W of layer d "
              "between s of layer d and the cost."};
}

FindingText read_equation_13(const path& out) {
  const Table layers = read_csv(out / "fig07/layers.csv");
  const double first = layers.at(0, "standard"), top = layers.at(kTop, "standard");
  const double product = 1.0 / 9;  // (n·Var[W])^((d - i)/2), four layers of 1/3
  return {.here = fmt::format(
              "back-propagated gradients of Figure 7, standard: layer 1 has {:.4f} times the "
              "standard deviation of layer 5, the equation gives {:.4f} with d = 5. As it is "
              "printed, the "
              "input’s standard deviation would have to be {:.4f}.",
              first / top, product, first / product),
          .hence =
              "No pixel of these images is nearer to 0 than 0.09, and so their root mean square is "
              "several times that. Where Var[x] is printed, "
              "Var[∂C/∂s] of layer d is meant, as in equation 6; that the measured ratio is "
              "a little smaller is tanh’s derivative, which is below 1."};
}

FindingText read_columns(const path& out) {
  const Table weights = read_csv(out / "weights/standard.csv");
  const double variance = weights.at(kOutput, "variance");
  const double rows = weights.at(kOutput, "fan_in"), columns = weights.at(kOutput, "fan_out");
  return {.here = fmt::format(
              "the output layer is the one that tells them apart, {:.0f} rows and {:.0f} columns: "
              "its variance times rows is {:.4f}, times columns {:.4f}.",
              rows, columns, rows * variance, columns * variance),
          .hence = fmt::format(
              "With s = zW the layer before is counted by the rows, and equation 15 needs n·Var[W] "
              "= 1/3 for that n. By columns the output layer’s weights would reach ±{:.2f} in "
              "place of ±{:.3f}. Between hidden layers of one width nobody can tell.",
              1 / std::sqrt(columns), 1 / std::sqrt(rows))};
}

// Per cent of the values below `limit`.
double share_below(const std::vector<double>& values, double limit) {
  const auto below = std::ranges::count_if(values, [&](double value) { return value < limit; });
  return 100 * static_cast<double>(below) / static_cast<double>(values.size());
}

FindingText read_plateaus(const path& out) {
  const Table surface = read_csv(out / "fig05/surface.csv");
  const auto shares = [&](const char* column) {
    const std::vector<double> slopes = surface.column(column);
    return std::pair(share_below(slopes, 0.02),
                     share_below(slopes, 0.02 * std::ranges::max(slopes)));
  };
  const auto [entropy, entropy_own] = shares("cross_entropy_slope");
  const auto [quadratic, quadratic_own] = shares("quadratic_slope");
  return {.here = fmt::format(
              "on the surfaces drawn, the gradient norm is under 0.02 on {:.0f} % (quadratic) and "
              "{:.0f} % (cross-entropy); under 0.02 of each surface’s own largest on {:.0f} % and "
              "{:.0f} %.",
              quadratic, entropy, quadratic_own, entropy_own),
          .hence =
              "What counts as a plateau has to be fixed before looking. C10 takes the absolute "
              "norm: it is what an update of one learning rate moves by."};
}

FindingText read_pixels(const path& out) {
  const Table layers = read_csv(out / "fig06/layers.csv");
  return {.here = fmt::format(
              "with Shapeset in [-1, 1] layer 1 has a standard deviation of {:.2f} under the "
              "standard initialisation; [0, 1] has not been run.",
              layers.at(0, "standard")),
          .hence =
              "The paper’s figures show 0.31 in layer 1, which [-1, 1] meets. It fits, but "
              "does not prove it: other scales may come near, too."};
}

}  // namespace

std::vector<FindingSpec> initial_findings() {
  return {
      {.id = "finding-spread",
       .label = "Figures 6, 10",
       .title = "The normalised activations are not those of equation 16",
       .paper = "the same standard deviation, about 0.31, in every layer, and the first layer’s is "
                "that of the standard initialisation.",
       .runs = {"fig06", "weights"},
       .read = read_normalised_spread},
      {.id = "finding-scales",
       .label = "Figures 7 to 9",
       .title = "The scales of the gradients cannot be recovered",
       .paper = "layer 5’s standard deviation about 0.05 to 0.06 with both initialisations; not "
                "said: over how many examples, and how the output layer begins.",
       .runs = {"fig07", "weights"},
       .read = read_scales},
      {.id = "finding-singular-values",
       .label = "Section 4.2.2",
       .title = "A mean singular value is not a ratio of variances",
       .paper =
           "0.5 and 0.8 are mean singular values of the Jacobian between layers, and the ratio "
           "of the activations’ variance from layer to layer.",
       .runs = {"jacobian"},
       .read = read_singular_values},
      {.id = "finding-equation-6",
       .label = "Equation 6",
       .title = "A product that is one factor too long",
       .paper = "Var[∂C/∂s] of layer i is that of layer d times n·Var[W] for every layer from i to "
                "d.",
       .runs = {"linear"},
       .read = read_equation_6},
      {.id = "finding-equation-13",
       .label = "Equation 13",
       .title = "Var[x] where a gradient’s variance belongs",
       .paper = "with equal widths Var[∂C/∂s] of layer i is (n·Var[W])^(d − i) · Var[x].",
       .runs = {"fig07"},
       .read = read_equation_13},
      {.id = "finding-plateaus",
       .label = "Figure 5",
       .title = "What a plateau is",
       .paper = "the quadratic cost has more severe plateaus; no measure, no network, no data.",
       .runs = {"fig05"},
       .read = read_plateaus},
      {.id = "finding-pixels",
       .label = "Figures 3, 6",
       .title = "The scale of the pixels",
       .paper = "not said.",
       .runs = {"fig06"},
       .read = read_pixels},
      {.id = "finding-columns",
       .label = "Equation 1",
       .title = "Rows or columns of W",
       .paper = "n is the size of the previous layer, and the number of columns of W.",
       .runs = {"weights"},
       .read = read_columns}};
}

}  // namespace glorot2010
