#include "bench/peers/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace peers {
namespace {

const std::vector<std::string> kWorkNames = {"step",      "gemm",        "chain",
                                             "tiny_step", "elementwise", "watch"};

}  // namespace

Options parse_options(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const auto value = [&] {
      if (i + 1 == arguments.size())
        throw std::invalid_argument(fmt::format("{} needs a value after it", argument));
      return arguments[++i];
    };
    if (argument == "--help" || argument == "-h") {
      options.help = true;
    } else if (argument == "--quick") {
      options.rounds = 1;
      options.seconds_scale = 0.5;
    } else if (argument == "--widths") {
      options.widths = true;
    } else if (argument == "--json") {
      options.json = value();
    } else if (argument == "--rounds") {
      options.rounds = std::atoi(value().c_str());
      if (options.rounds < 1) throw std::invalid_argument("--rounds takes a number from 1 on");
    } else if (argument == "--work") {
      options.works.push_back(value());
      if (std::find(kWorkNames.begin(), kWorkNames.end(), options.works.back()) == kWorkNames.end())
        throw std::invalid_argument(fmt::format("there is no work \"{}\"; works: {}",
                                                options.works.back(), fmt::join(kWorkNames, ", ")));
    } else {
      throw std::invalid_argument(fmt::format("unknown option \"{}\"", argument));
    }
  }
  if (options.works.empty()) options.works = kWorkNames;
  return options;
}

std::string usage() {
  return R"(usage: ./run bench --peers [options]

Runs the same work in Gradflow and in the libraries that are installed, in turn, and prints medians
and ratios (theirs / ours: above 1, Gradflow is faster). Every implementation is fed the same data
and has to compute the same numbers. About seven minutes; let the machine do nothing else.

  --work NAME    only this work; may be repeated: step, gemm, chain, tiny_step, elementwise, watch
  --rounds N     medians of N rounds in place of 3
  --quick        one round, of shorter runs: about a minute and a half
  --widths       the step at hidden widths 250 … 4000, Gradflow alone, in place of the works
  --json FILE    write the rows as well: work, shape, threads, implementation, median, unit, ratio
)";
}

}  // namespace peers
