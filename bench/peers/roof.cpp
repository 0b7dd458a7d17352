#include "bench/peers/roof.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "bench/peers/works.h"

namespace peers {
namespace {

// The one whose working set is nearest, as a factor.
const Bandwidth& bandwidth_at(const Roof& roof, double bytes) {
  const auto distance = [bytes](const Bandwidth& bandwidth) {
    return std::fabs(std::log(static_cast<double>(bandwidth.working_set) / bytes));
  };
  return *std::min_element(
      roof.bandwidths.begin(), roof.bandwidths.end(),
      [&](const Bandwidth& a, const Bandwidth& b) { return distance(a) < distance(b); });
}

}  // namespace

double bound_of_step(const std::string& shape, const Roof& roof) {
  const Network network = paper_network(shape);
  const double parameters = bytes_of_parameters(network);
  const Bandwidth& bandwidth = bandwidth_at(roof, parameters);
  return std::max(flop_of_step(network) / roof.flops,
                  parameters / bandwidth.read + 2 * parameters / bandwidth.update);
}

double share_of_roof(const Case& what, double seconds, const std::vector<Roof>& roofs) {
  for (const Roof& roof : roofs) {
    if (roof.threads != what.threads) continue;
    if (what.work == "step") return bound_of_step(what.shape, roof) / seconds;
    if (what.work == "gemm") {
      const Product p = product_of(what.shape);
      return 2.0 * p.rows * p.columns * p.inner / seconds / roof.flops;
    }
  }
  return 0;
}

std::string text_of(const std::vector<Roof>& roofs, const std::vector<std::string>& step_shapes) {
  std::string text = "at most                 ";
  for (const Roof& roof : roofs)
    text += fmt::format("{:>18}",
                        fmt::format("{} thread{}", roof.threads, roof.threads == 1 ? "" : "s"));
  text += fmt::format("\n{:<24}", "multiply-add");
  for (const Roof& roof : roofs) text += fmt::format("{:>10.0f} GFLOP/s", roof.flops / 1e9);
  for (std::size_t i = 0; i < roofs.front().bandwidths.size(); ++i) {
    const auto megabytes = static_cast<double>(roofs.front().bandwidths[i].working_set) / 1e6;
    text += fmt::format("\n{:<24}", fmt::format("read {:.0f} MB", megabytes));
    for (const Roof& roof : roofs)
      text += fmt::format("{:>13.0f} GB/s", roof.bandwidths[i].read / 1e9);
    text += fmt::format("\n{:<24}", fmt::format("update {:.0f} MB", megabytes));
    for (const Roof& roof : roofs)
      text += fmt::format("{:>13.0f} GB/s", roof.bandwidths[i].update / 1e9);
  }
  for (const std::string& shape : step_shapes) {
    text += fmt::format("\n{:<24}", fmt::format("step {}", shape));
    for (const Roof& roof : roofs)
      text += fmt::format("{:>15.3g} ms", bound_of_step(shape, roof) * 1e3);
    const Network network = paper_network(shape);
    text += fmt::format("   {:.0f} MFLOP, 3 × {:.3g} MB", flop_of_step(network) / 1e6,
                        bytes_of_parameters(network) / 1e6);
  }
  return text + "\n";
}

}  // namespace peers
