#include "studies/glorot2010/claims_training.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "studies/support/csv.h"
#include "studies/support/run_folder.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using std::filesystem::path;
using studies::Table;

constexpr std::array<std::string_view, 4> kSymmetric = {"train-tanh", "train-tanh-n",
                                                        "train-softsign", "train-softsign-n"};
constexpr std::string_view kSigmoid = "train-sigmoid-4";

constexpr double kLargestMean = 0.05;     // of the top layer, C14
constexpr double kSmallestSpread = 0.5;   // std of the top layer over its first, C14
constexpr double kCollapsedMean = 0.2;    // of sigmoid's top layer, as in claim C11
constexpr double kEpoch = 20000;          // updates, as the paper counts
constexpr double kReversed = 1;           // L1/L5 of ∂C/∂s, C18
constexpr double kGrownFromTheStart = 5;  // that over its value at initialisation, C18

// Whether the run is finished. If not, the claim says so. Seeds, and with them the command,
// come from the manifests.
bool finished(Claim& claim, const path& out, std::string_view run) {
  const auto record = studies::read_manifest(out / run);
  if (!record || !record->finished) {
    claim.not_run(fmt::format("{} has not been {}", run, record ? "finished" : "run"));
    return false;
  }
  const std::uint64_t seed = record->manifest.seed;
  if (claim.seeds.empty()) claim.command += fmt::format(" --seed {}", seed);
  if (std::ranges::find(claim.seeds, seed) == claim.seeds.end()) claim.seeds.push_back(seed);
  return true;
}

// The table of a run, which has a row at initialisation and one at the end.
Table table_of(const path& out, std::string_view run, std::string_view name) {
  Table table = studies::read_csv(out / run / name);
  gradflow::require<gradflow::FileError>(table.rows() >= 2,
                                         "read_csv: '{}' has {} rows, expected at least 2",
                                         (out / run / name).string(), table.rows());
  return table;
}

// NaN if there is one.
double largest_magnitude(const std::vector<double>& values) {
  double largest = 0;
  for (const double value : values) {
    if (std::isnan(value)) return value;
    largest = std::max(largest, std::abs(value));
  }
  return largest;
}

// Puts down what the top layer did. Whether it kept its mean near 0 and its spread.
bool measure_top_layer(Claim& claim, const path& out, std::string_view run) {
  const Table table = table_of(out, run, "activations.csv");
  const std::vector<double> spread = table.column("L5_std");
  const double mean = largest_magnitude(table.column("L5_mean"));
  const double kept = *std::ranges::min_element(spread) / spread.front();
  claim.measure(fmt::format("{}: largest |mean| of layer 5", run), mean);
  claim.measure(fmt::format("{}: smallest std over the first", run), kept);
  claim.measure(fmt::format("{}: updates", run), table.last("update"));
  return mean < kLargestMean && kept >= kSmallestSpread;
}

void judge_top_layers(Claim& claim, const path& out) {
  for (const std::string_view run : kSymmetric)
    if (!finished(claim, out, run)) return;
  if (!finished(claim, out, kSigmoid)) return;
  std::string collapsed;
  for (const std::string_view run : kSymmetric)
    if (!measure_top_layer(claim, out, run))
      fmt::format_to(std::back_inserter(collapsed), "{}{}", collapsed.empty() ? "" : ", ", run);
  const double sigmoid = table_of(out, kSigmoid, "activations.csv").last("L4_mean");
  claim.measure(fmt::format("{}: mean of its top layer at the end", kSigmoid), sigmoid);
  if (!collapsed.empty()) {
    claim.judge(false, fmt::format("outside the bound: {}", collapsed));
  } else if (sigmoid < kCollapsedMean) {
    claim.judge(true);
  } else {
    claim.not_decidable(fmt::format(
        "sigmoid's own top layer has not collapsed in as many updates: its mean is {:.2f}, "
        "expected below {}",
        sigmoid, kCollapsedMean));
  }
}

void judge_reversal(Claim& claim, const path& out, std::string_view run) {
  if (!finished(claim, out, run)) return;
  const Table table = table_of(out, run, "gradients.csv");
  const auto ratio = [&](std::size_t row) {
    return table.at(row, "L1_std") / table.at(row, "L5_std");
  };
  const double first = ratio(0), last = ratio(table.rows() - 1), updates = table.last("update");
  claim.measure("L1/L5 of the std of ∂C/∂s at initialisation", first);
  claim.measure("L1/L5 at the end", last);
  claim.measure("the end over initialisation", last / first);
  claim.measure("updates", updates);
  if (last > kReversed || last >= kGrownFromTheStart * first) {
    claim.judge(true);
  } else if (updates >= kEpoch) {
    claim.judge(false);
  } else {
    claim.not_decidable(
        fmt::format("L1/L5 has grown {:.2f} times in {:.0f} updates; to fail it takes {:.0f}",
                    last / first, updates, kEpoch));
  }
}

}  // namespace

Claim judge_top_layer(const path& out) {
  Claim claim{
      .id = "C14",
      .text =
          "The top hidden layer of tanh and softsign networks does not collapse into "
          "saturation",
      .source = "Section 3.2",
      .paper = "said of both, in words; sigmoid’s top layer goes to 0 almost at once",
      .bound =
          "|mean| of layer 5 < 0.05 and its std at least half the first, in every row of the "
          "four runs, within as many updates as bring the mean of sigmoid’s top layer below "
          "0.2",
      .command =
          "./run study glorot2010 run train-tanh train-tanh-n train-softsign train-softsign-n "
          "train-sigmoid-4"};
  try {
    judge_top_layers(claim, out);
  } catch (const gradflow::Error& problem) {
    claim.not_run(problem.what());
  }
  return claim;
}

Claim judge_gradient_reversal(const path& out) {
  Claim claim{
      .id = "C18",
      .text =
          "Standard initialisation, tanh: the shrinking of back-propagated gradients towards "
          "the input is reversed soon after training starts",
      .source = "Section 4.3",
      .paper = "reversed very quickly, no number",
      .bound =
          "L1/L5 of the std of ∂C/∂s above 1 after an epoch of 20,000 updates, or sooner at "
          "least 5 times what it was at initialisation",
      .command = "./run study glorot2010 run train-tanh"};
  try {
    judge_reversal(claim, out, "train-tanh");
  } catch (const gradflow::Error& problem) {
    claim.not_run(problem.what());
  }
  return claim;
}

}  // namespace glorot2010
