#include "studies/glorot2010/claims/ledger.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "studies/support/files.h"
#include "studies/support/progress.h"
#include "tensor/error.h"

namespace glorot2010 {
namespace {

using nlohmann::ordered_json;

constexpr std::array kVerdicts = {Verdict::kHolds, Verdict::kFails, Verdict::kNotDecidable,
                                  Verdict::kNotRun};

Verdict verdict_from(std::string_view text) {
  for (const Verdict verdict : kVerdicts)
    if (verdict_text(verdict) == text) return verdict;
  throw gradflow::FileError(fmt::format("unknown verdict '{}'", text));
}

// JSON has no NaN: such a measurement is null, and reads back as NaN.
ordered_json json_of(const Measurement& measurement) {
  ordered_json json = {{"name", measurement.name}};
  if (measurement.values.size() == 1)
    json["value"] = measurement.values.front();
  else
    json["values"] = measurement.values;
  if (!measurement.unit.empty()) json["unit"] = measurement.unit;
  return json;
}

// Three digits, more where a whole number has them: 0.107, 1.00, 71.3, 12,000, 3.2e-07, 4.5e+20.
std::string number_text(double value, bool whole) {
  constexpr double kMostDigits = 1e15;
  if (std::isfinite(value) && std::abs(value) >= kMostDigits) return fmt::format("{:.2g}", value);
  if (value >= 1000 && value < kMostDigits)
    return studies::grouped(static_cast<std::uint64_t>(std::round(value)));
  if (whole || !(std::abs(value) < 1000)) return fmt::format("{:.0f}", value);
  if (std::abs(value) < 1e-3) return fmt::format("{:.2g}", value);
  // Of what is shown: 0.9996 is 1.00 and has two decimals.
  const double shown = std::stod(fmt::format("{:.2e}", value));
  const int decimals = 2 - static_cast<int>(std::floor(std::log10(std::abs(shown))));
  return fmt::format("{:.{}f}", value, std::max(decimals, 0));
}

double number_from(const ordered_json& json) {
  return json.is_null() ? std::nan("") : json.get<double>();
}

Measurement measurement_from(const ordered_json& json) {
  Measurement measurement{json.at("name").get<std::string>(), {}, json.value("unit", "")};
  if (json.contains("value"))
    measurement.values = {number_from(json.at("value"))};
  else
    for (const ordered_json& value : json.at("values"))
      measurement.values.push_back(number_from(value));
  return measurement;
}

ordered_json json_of(const std::vector<Measurement>& measured) {
  ordered_json json = ordered_json::array();
  for (const Measurement& measurement : measured) json.push_back(json_of(measurement));
  return json;
}

std::vector<Measurement> measurements_from(const ordered_json& json) {
  std::vector<Measurement> measured;
  for (const ordered_json& measurement : json) measured.push_back(measurement_from(measurement));
  return measured;
}

ordered_json json_of(const Claim& claim) {
  ordered_json json = {{"id", claim.id},
                       {"claim", claim.text},
                       {"source", claim.source},
                       {"paper", claim.paper},
                       {"measured", json_of(claim.measured)},
                       {"bound", claim.bound},
                       {"verdict", verdict_text(claim.verdict)},
                       {"reason", claim.reason},
                       {"seeds", claim.seeds},
                       {"updates", claim.updates},
                       {"command", claim.command}};
  for (const SeedVerdict& one : claim.by_seed)
    json["by_seed"].push_back({{"seed", one.seed},
                               {"verdict", verdict_text(one.verdict)},
                               {"measured", json_of(one.measured)}});
  return json;
}

// By reference: a value would be made of 1.5 and of -1, too.
std::uint64_t count_from(const ordered_json& json) { return json.get_ref<const std::uint64_t&>(); }

Claim claim_from(const ordered_json& json) {
  const auto text = [&](const char* key) { return json.at(key).get<std::string>(); };
  Claim claim{.id = text("id"),
              .text = text("claim"),
              .source = text("source"),
              .paper = text("paper"),
              .bound = text("bound"),
              .verdict = verdict_from(text("verdict")),
              .reason = text("reason"),
              .command = text("command")};
  for (const ordered_json& seed : json.at("seeds")) claim.seeds.push_back(count_from(seed));
  if (json.contains("updates")) claim.updates = count_from(json.at("updates"));
  claim.measured = measurements_from(json.at("measured"));
  for (const ordered_json& one : json.value("by_seed", ordered_json::array()))
    claim.by_seed.push_back({count_from(one.at("seed")),
                             verdict_from(one.at("verdict").get<std::string>()),
                             measurements_from(one.at("measured"))});
  return claim;
}

}  // namespace

std::string_view verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return "holds";
    case Verdict::kFails:
      return "fails";
    case Verdict::kNotDecidable:
      return "not decidable at this scale";
    case Verdict::kNotRun:
      break;
  }
  return "not run";
}

std::string Measurement::value_text() const {
  std::string text;
  const bool whole =
      std::ranges::all_of(values, [](double value) { return std::trunc(value) == value; });
  for (const double value : values) {
    if (!text.empty()) text += "  ";
    text += unit == kUpdatesUnit && value < 0 ? "–" : number_text(value, whole);
  }
  return unit.empty() ? text : text + " " + unit;
}

void Claim::measure(std::string name, double value, std::string unit) {
  measured.push_back({std::move(name), {value}, std::move(unit)});
}

void Claim::measure(std::string name, std::vector<double> values, std::string unit) {
  measured.push_back({std::move(name), std::move(values), std::move(unit)});
}

std::string Claim::seeds_text() const {
  std::string words;
  for (const SeedVerdict& one : by_seed)
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", one.seed, verdict_text(one.verdict));
  return words;
}

void Claim::judge(bool holds, std::string reason_of_failure) {
  verdict = holds ? Verdict::kHolds : Verdict::kFails;
  reason = holds                       ? ""
           : reason_of_failure.empty() ? "outside the bound"
                                       : std::move(reason_of_failure);
}

void Claim::not_decidable(std::string why) {
  verdict = Verdict::kNotDecidable;
  reason = std::move(why);
}

void Claim::not_run(std::string why) {
  verdict = Verdict::kNotRun;
  reason = std::move(why);
}

void Ledger::add(Claim claim) {
  gradflow::require(!claim.id.empty(), "Ledger::add: a claim without an id: '{}'", claim.text);
  gradflow::require(find(claim.id) == nullptr, "Ledger::add: claim {} is there already", claim.id);
  claims_.push_back(std::move(claim));
}

const Claim* Ledger::find(std::string_view id) const {
  const auto found = std::find_if(claims_.begin(), claims_.end(),
                                  [&](const Claim& claim) { return claim.id == id; });
  return found == claims_.end() ? nullptr : &*found;
}

int Ledger::count(Verdict verdict) const {
  return static_cast<int>(std::count_if(claims_.begin(), claims_.end(), [&](const Claim& claim) {
    return claim.verdict == verdict;
  }));
}

void Ledger::write(const std::filesystem::path& path) const {
  ordered_json claims = ordered_json::array();
  for (const Claim& claim : claims_) claims.push_back(json_of(claim));
  const ordered_json json = {{"claims", claims}};
  studies::write_file(path,
                      json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

Ledger Ledger::read(const std::filesystem::path& path) {
  const std::string text = studies::read_file(path);
  Ledger ledger;
  try {
    const ordered_json json = ordered_json::parse(text);
    for (const ordered_json& claim : json.at("claims")) ledger.add(claim_from(claim));
  } catch (const std::exception& problem) {
    throw gradflow::FileError(fmt::format("Ledger::read: '{}' is not a ledger of claims: {}",
                                          path.string(), problem.what()));
  }
  return ledger;
}

}  // namespace glorot2010
