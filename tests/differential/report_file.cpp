#include "tests/differential/report_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace gradflow::differential {

void write_report(ReportPart part, const std::string& text) {
  fmt::print("{}", text);
  std::ifstream before(GRADFLOW_DIFFERENTIAL_REPORT);
  const std::string all{std::istreambuf_iterator<char>(before), {}};
  const std::size_t at = std::min(all.find(kHeadingOfNn), all.size());
  const std::string ops = part == ReportPart::ops ? text + "\n" : all.substr(0, at);
  const std::string nn = part == ReportPart::nn ? text : all.substr(at);
  std::ofstream(GRADFLOW_DIFFERENTIAL_REPORT) << ops << nn;
}

}  // namespace gradflow::differential
