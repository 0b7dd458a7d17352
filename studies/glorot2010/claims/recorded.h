#pragma once
// What has been recorded below a folder of results, for whatever the report says of it: a run that
// is missing is named, not left out silently.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "studies/support/csv.h"

namespace glorot2010 {

// Those of them that have never begun below `out`.
std::vector<std::string> missing_runs(const std::filesystem::path& out,
                                      const std::vector<std::string>& runs);

// Throws gradflow::ArgumentError, naming all that are missing and the command for them.
void require_runs(const std::filesystem::path& out, const std::vector<std::string>& runs);

// "./run study glorot2010 run fig06 fig07 --profile quick"
std::string run_command(const std::vector<std::string>& runs, std::string_view profile);

// The command that adds these runs to those of the folder, of the profile that the others are of;
// desk where none says.
std::string command_for(const std::filesystem::path& out, const std::vector<std::string>& runs);

// Whether a run has such a file.
bool has_table(const std::filesystem::path& out, std::string_view run, std::string_view file);

// "train-tanh has not been run", "a, b have not been finished".
std::string not_done_text(const std::vector<std::string>& runs, std::string_view done = "run");

// --- Of tables with one value for each layer. ---

// "0.32, 0.17, 0.10"
std::string listed_values(const std::vector<double>& values, int digits);
double average(const std::vector<double>& values);
// NaN if there is one.
double largest_over_smallest(const std::vector<double>& values);
// A row of L1_<statistic>, L2_<statistic>, …, and the last one that is recorded.
std::vector<double> by_layer(const studies::Table& table, std::size_t row, int layers,
                             std::string_view statistic);
std::vector<double> last_by_layer(const studies::Table& table, int layers,
                                  std::string_view statistic);
// The highest density in each of the columns L1, …, L5.
std::vector<double> peaks(const studies::Table& histogram);
// "8,000": the last recorded update.
std::string updates_text(const studies::Table& table);

}  // namespace glorot2010
