#include "studies/glorot2010/claims/recorded.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <optional>
#include <string_view>

#include "studies/glorot2010/claims/curves.h"
#include "studies/support/arguments.h"
#include "studies/support/files.h"
#include "studies/support/run_folder.h"
#include "tensor/error.h"

namespace glorot2010 {

using std::filesystem::path;

namespace {

// The profile that a command of a run below `out` names.
std::optional<std::string> recorded_profile(const path& out) {
  constexpr std::string_view kProfile = " --profile ";
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(out, ignored)) try {
      const auto record = studies::read_manifest(entry.path());
      const std::size_t at = record ? record->manifest.command.find(kProfile) : std::string::npos;
      if (at == std::string::npos) continue;
      const std::string profile = record->manifest.command.substr(at + kProfile.size());
      return profile.substr(0, profile.find(' '));
    } catch (const gradflow::Error&) {
      // Of a manifest that cannot be understood, whoever wants that run speaks.
    }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> missing_runs(const path& out, const std::vector<std::string>& runs) {
  std::vector<std::string> missing;
  std::ranges::copy_if(runs, std::back_inserter(missing), [&](const std::string& run) {
    return !studies::read_manifest(out / run).has_value();
  });
  return missing;
}

std::string not_done_text(const std::vector<std::string>& runs, std::string_view done) {
  return fmt::format("{} {} not been {}", fmt::join(runs, ", "), runs.size() == 1 ? "has" : "have",
                     done);
}

void require_runs(const path& out, const std::vector<std::string>& runs) {
  const std::vector<std::string> missing = missing_runs(out, runs);
  gradflow::require(missing.empty(), "{}; to run {}: {}", not_done_text(missing),
                    missing.size() == 1 ? "it" : "them", command_for(out, missing));
}

std::string run_command(const std::vector<std::string>& runs, std::string_view profile) {
  return fmt::format("./run study glorot2010 run {} --profile {}", fmt::join(runs, " "), profile);
}

std::string command_for(const path& out, const std::vector<std::string>& runs) {
  return fmt::format("{} --out {}", run_command(runs, recorded_profile(out).value_or("desk")),
                     studies::shell_word(out.string()));
}

bool has_table(const path& out, std::string_view run, std::string_view file) {
  return studies::is_there(out / run / file);
}

std::string listed_values(const std::vector<double>& values, int digits) {
  std::string text;
  for (const double value : values)
    fmt::format_to(std::back_inserter(text), "{}{:.{}f}", text.empty() ? "" : ", ", value, digits);
  return text;
}

double average(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> by_layer(const studies::Table& table, std::size_t row, int layers,
                             std::string_view statistic) {
  std::vector<double> values;
  for (int layer = 1; layer <= layers; ++layer)
    values.push_back(table.at(row, fmt::format("L{}_{}", layer, statistic)));
  return values;
}

std::vector<double> last_by_layer(const studies::Table& table, int layers,
                                  std::string_view statistic) {
  return by_layer(table, table.rows() - 1, layers, statistic);
}

double largest_over_smallest(const std::vector<double>& values) {
  const bool known = std::ranges::none_of(values, [](double value) { return std::isnan(value); });
  const auto [low, high] = std::ranges::minmax(values);
  return known ? high / low : std::nan("");
}

std::vector<double> peaks(const studies::Table& histogram) {
  std::vector<double> heights;
  for (int layer = 1; layer <= 5; ++layer)
    heights.push_back(std::ranges::max(histogram.column(fmt::format("L{}", layer))));
  return heights;
}

std::string updates_text(const studies::Table& table) { return count_text(table.last("update")); }

}  // namespace glorot2010
