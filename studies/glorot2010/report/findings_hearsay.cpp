// Three sentences of a popular summary of the paper, beside the numbers of the runs.

#include <fmt/core.h>

#include <cmath>

#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/report/findings.h"
#include "studies/support/csv.h"
#include "studies/support/shapeset.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::read_csv;
using studies::Table;

// Per cent of the images of Figure 1 that have the shape in the name of their class.
double share_with(const Table& shares, std::string_view shape) {
  double sum = 0;
  for (std::size_t row = 0; row < studies::shapeset::kClassNames.size(); ++row)
    if (studies::shapeset::kClassNames[row].find(shape) != std::string_view::npos)
      sum += shares.at(row, "share");
  return 100 * sum;
}

FindingText read_shapes(const path& out) {
  const Table shares = read_csv(out / "fig01/shares.csv");
  return {.here = fmt::format(
              "of the images drawn for Figure 1, {:.1f} % have an ellipse and {:.1f} % a "
              "parallelogram.",
              share_with(shares, "ellipse"), share_with(shares, "parallelogram")),
          .hence =
              "The paper’s three shapes are triangle, parallelogram and ellipse. Each is "
              "stretched by two scales drawn independently and sheared, so that a circle or a "
              "rectangle practically never comes up."};
}

FindingText read_deviation(const path& out) {
  const Table weights = read_csv(out / "weights/standard.csv");
  const double n = weights.at(1, "fan_in");
  const double deviation = std::sqrt(weights.at(1, "variance"));
  return {.here = fmt::format(
              "weights of layer 2, n = {:.0f}: bound 1/√n = {:.4f}, standard deviation {:.5f}, "
              "{:.3f} of the bound.",
              n, 1 / std::sqrt(n), deviation, deviation * std::sqrt(n)),
          .hence = fmt::format(
              "A uniform draw from ±a has the standard deviation a/√3: 1/√(3n) = {:.5f} here. The "
              "paper rests on this: n·Var[W] is 1/3, and so signals shrink (equation 15).",
              1 / std::sqrt(3 * n))};
}

FindingText read_forward(const path& out) {
  const std::vector<double> spread = read_csv(out / "fig06/layers.csv").column("standard");
  const Table linear = read_csv(out / "linear/forward.csv");
  return {.here = fmt::format(
              "standard initialisation, tanh: standard deviations {} in layers 1 to 5, layer 5 at "
              "{:.2f} of layer 1. In a linear network the variance falls to {:.4f} of itself in "
              "five layers.",
              listed_values(spread, 3), spread.back() / spread.front(),
              linear.last("standard") / linear.at(0, "standard")),
          .hence =
              "The forward signal shrinks as the gradients do, by about the same factor a "
              "layer (Figure 6, top; equation 15). Equation 12 is a compromise because both "
              "directions matter."};
}

}  // namespace

std::vector<FindingSpec> hearsay_findings() {
  return {{.id = "finding-shapes",
           .label = "Popular summary",
           .title = "The shapes are not circle and rectangle",
           .paper = "its shapes are circles and rectangles.",
           .runs = {"fig01"},
           .read = read_shapes},
          {.id = "finding-deviation",
           .label = "Popular summary",
           .title = "U[−1/√n, 1/√n] does not have the standard deviation 1/√n",
           .paper = "weights from ±1/√n have the standard deviation 1/√n.",
           .runs = {"weights"},
           .read = read_deviation},
          {.id = "finding-forward",
           .label = "Popular summary",
           .title = "The forward pass shrinks too under the standard initialisation",
           .paper = "with the old initialisation only gradients shrink, the forward pass is fine.",
           .runs = {"fig06", "linear"},
           .read = read_forward}};
}

}  // namespace glorot2010
