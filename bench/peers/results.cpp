#include "bench/peers/results.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/peers/statistics.h"
#include "bench/peers/works.h"

namespace peers {

Line parse_line(std::string_view text) {
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    Line line{json.at("median"), json.at("check"), json.at("note"), json.at("version"),
              json.at("memory")};
    if (!(line.seconds > 0)) throw std::runtime_error("a time has to be positive");
    return line;
  } catch (const std::exception& error) {
    throw std::runtime_error(
        fmt::format("printed \"{}\", which is no result: {}", text, error.what()));
  }
}

std::optional<std::string> disagreement(const std::vector<double>& ours,
                                        const std::vector<double>& theirs) {
  if (ours.size() != theirs.size())
    return fmt::format("gave {} numbers to check, and not {}", theirs.size(), ours.size());
  double largest = 0;
  for (const double value : ours) largest = std::max(largest, std::fabs(value));
  for (std::size_t i = 0; i < ours.size(); ++i)
    if (!(std::fabs(theirs[i] - ours[i]) <= kTolerance * largest))
      return fmt::format("computed something else: number {} of {} is {:.7g}, and not {:.7g}",
                         i + 1, ours.size(), theirs[i], ours[i]);
  return std::nullopt;
}

std::string unit_of(std::string_view work) {
  if (work == "step" || work == "optimizer" || work == "watch") return "ms";
  return work == "chain" ? "ns/op" : "us";
}

double in_unit(std::string_view work, double seconds) {
  const std::string unit = unit_of(work);
  if (unit == "ms") return seconds * 1e3;
  return unit == "us" ? seconds * 1e6 : seconds * 1e9 / kChainOps;
}

void prefer_fewer_threads(std::vector<CaseResult>& results) {
  for (CaseResult& many : results)
    for (const CaseResult& one : results) {
      if (many.what.threads == 1 || one.what.threads != 1) continue;
      if (many.what.work != one.what.work || many.what.shape != one.what.shape) continue;
      for (std::size_t i = 1; i < many.entries.size(); ++i) {
        Entry& slow = many.entries[i];
        const Entry& fast = one.entries[i];  // entries of one work stand in one order
        if (slow.seconds.empty() || fast.seconds.empty() || !fast.refused.empty()) continue;
        if (median(fast.seconds) >= median(slow.seconds)) continue;
        slow.seconds = fast.seconds;
        slow.memory = fast.memory;
        slow.on_one_thread = true;
      }
    }
}

std::vector<Row> rows_of(const CaseResult& result) {
  std::vector<Row> rows;
  const auto has_result = [](const Entry& entry) {
    return entry.refused.empty() && !entry.seconds.empty();
  };
  if (result.entries.empty() || !has_result(result.entries.front())) return rows;
  const double ours = median(result.entries.front().seconds);
  for (const Entry& entry : result.entries)
    if (has_result(entry)) {
      const double theirs = median(entry.seconds);
      rows.push_back({result.what.work, result.what.shape, result.what.threads,
                      entry.implementation, in_unit(result.what.work, theirs),
                      unit_of(result.what.work), theirs / ours, std::nullopt});
    }
  return rows;
}

std::vector<Row> rows_of(const std::vector<Watched>& watched, int threads) {
  std::vector<double> plain;
  for (const Watched& one : watched) plain.push_back(one.plain);
  std::vector<Row> rows;
  const auto add = [&](const std::string& shape, double seconds, double ratio) -> Row& {
    return rows.emplace_back(Row{"watch", shape, threads, "gradflow", in_unit("watch", seconds),
                                 unit_of("watch"), ratio, std::nullopt});
  };
  add("no_hook", median(plain), 1);
  for (const Watched& one : watched)
    add(one.shape, one.seconds, one.ratio.mean).ratio_upper = one.ratio.upper;
  return rows;
}

std::string json_of(const std::vector<Row>& rows) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    all.push_back({{"work", row.work},
                   {"shape", row.shape},
                   {"threads", row.threads},
                   {"implementation", row.implementation},
                   {"median", row.median},
                   {"unit", row.unit},
                   {"ratio", row.ratio}});
    if (row.ratio_upper) all.back()["ratio_upper_95"] = *row.ratio_upper;
  }
  return all.dump(1) + "\n";
}

}  // namespace peers
