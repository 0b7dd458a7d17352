#include "studies/support/study_result.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "studies/support/files.h"
#include "tensor/error.h"

namespace studies {
namespace {

using nlohmann::ordered_json;

void require_bound(std::string_view what, double bound) {
  gradflow::require(!std::isnan(bound), "StudyResult: the bound of \"{}\" is not a number", what);
}

}  // namespace

StudyResult::StudyResult(std::string_view name, std::uint64_t seed, std::string_view command)
    : name_(name), command_(command), seed_(seed) {}

void StudyResult::expect_at_least(std::string_view what, double value, double bound) {
  require_bound(what, bound);
  measured_.push_back(
      {std::string(what), value, fmt::format("at least {}", bound), value >= bound});
}

void StudyResult::expect_at_most(std::string_view what, double value, double bound) {
  require_bound(what, bound);
  measured_.push_back({std::string(what), value, fmt::format("at most {}", bound), value <= bound});
}

void StudyResult::note(std::string_view what, double value) {
  measured_.push_back({std::string(what), value, "", true});
}

bool StudyResult::passed() const {
  return std::ranges::all_of(measured_, [](const Measured& one) { return one.pass; });
}

std::string StudyResult::json() const {
  ordered_json list = ordered_json::array();
  for (const Measured& one : measured_) {
    ordered_json entry{{"what", one.what}};
    entry["value"] = std::isfinite(one.value) ? ordered_json(one.value)
                                              : ordered_json(fmt::format("{}", one.value));
    entry["required"] = one.required.empty() ? ordered_json() : ordered_json(one.required);
    entry["pass"] = one.pass;
    list.push_back(std::move(entry));
  }
  const ordered_json whole{{"name", name_},
                           {"seed", seed_},
                           {"command", command_},
                           {"pass", passed()},
                           {"measured", std::move(list)}};
  return whole.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

void StudyResult::write(const std::filesystem::path& out) const {
  make_folder(out);
  write_file(out / "result.json", json());
}

std::string StudyResult::text() const {
  std::string lines;
  for (const Measured& one : measured_)
    lines += one.required.empty() ? fmt::format("      {}: {:.4g}\n", one.what, one.value)
                                  : fmt::format("{}  {}: {:.4g} ({})\n", one.pass ? "pass" : "FAIL",
                                                one.what, one.value, one.required);
  return lines;
}

}  // namespace studies
