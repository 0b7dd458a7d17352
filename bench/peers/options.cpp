#include "bench/peers/options.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "bench/peers/works.h"

namespace peers {
namespace {

// Those that are compared, and that of watching, which has no peers.
std::vector<std::string> work_names() {
  std::vector<std::string> names;
  for (const Work& work : works()) names.emplace_back(work.name);
  names.emplace_back("watch");
  return names;
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments) {
  const std::vector<std::string> known = work_names();
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const auto value = [&] {
      if (i + 1 == arguments.size())
        throw std::invalid_argument(fmt::format("{} needs a value after it", argument));
      return arguments[++i];
    };
    if (argument == "--quick") {
      options.rounds = 1;
      options.quick = true;
    } else if (argument == "--widths") {
      options.widths = true;
    } else if (argument == "--json") {
      options.json = value();
    } else if (argument == "--rounds") {
      options.rounds = std::atoi(value().c_str());
      if (options.rounds < 1) throw std::invalid_argument("--rounds takes a number from 1 on");
    } else if (argument == "--work") {
      options.works.push_back(value());
      if (std::find(known.begin(), known.end(), options.works.back()) == known.end())
        throw std::invalid_argument(fmt::format("there is no work \"{}\"; works: {}",
                                                options.works.back(), fmt::join(known, ", ")));
    } else {
      throw std::invalid_argument(fmt::format("unknown option \"{}\"", argument));
    }
  }
  if (options.works.empty()) options.works = known;
  return options;
}

}  // namespace peers
