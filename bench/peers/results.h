#pragma once
// What the comparison knows after its rounds: for each work, shape and number of threads the
// medians of every implementation, whether it computed the same, and the ratios to ours.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/peers/watching.h"

namespace peers {

// A row as --json writes it. `median` is in `unit`; ratio = theirs / ours, so above 1 we are
// faster.
struct Row {
  std::string work, shape;
  int threads = 1;
  std::string implementation;
  double median = 0;
  std::string unit;
  double ratio = 1;
  std::optional<double> ratio_upper;  // end of the 95 % interval, where ratios were taken in pairs
};

// One line of a peer (see protocol.h). std::runtime_error, with the line, when it is none.
struct Line {
  double seconds = 0;
  std::vector<double> check;
  std::string note, version;
  std::size_t memory = 0;  // bytes; 0 when it was not measured
};
Line parse_line(std::string_view text);

// How far numbers may lie apart, relative to the largest of ours: products are summed in other
// orders, and functions rounded otherwise.
constexpr double kTolerance = 1e-4;

// Nothing when `theirs` agrees with `ours`; else what disagrees, with the numbers.
std::optional<std::string> disagreement(const std::vector<double>& ours,
                                        const std::vector<double>& theirs);

// The unit a work is reported in: "ms" for step and optimizer, "us" for tiny_step, gemm and
// elementwise, "ns/op" for chain; and a time in seconds in that unit.
std::string unit_of(std::string_view work);
double in_unit(std::string_view work, double seconds);

// One case: a work of one shape on so many threads.
struct Case {
  std::string work, shape;
  int threads = 1;
};

// All runs of one implementation on one case.
struct Entry {
  std::string implementation;
  std::vector<double> seconds;  // of each round
  std::size_t memory = 0;       // the most of any round
  std::string note;
  std::string refused;  // why there is no result: it crashed, or computed something else
  bool installed = true;
  bool on_one_thread = false;  // which was faster than as many as the case allows
};

struct CaseResult {
  Case what;
  std::vector<Entry> entries;  // ours first
};

// Gives a peer that is slower on several threads than on one the times of its one: its best
// setting. Skinny products do not pay for the fork in every library. Ours keeps what it measured.
void prefer_fewer_threads(std::vector<CaseResult>& results);

// A row for each entry that has a result, ours first; none when we have none to compare with.
std::vector<Row> rows_of(const CaseResult& result);

// A row for each who watched, and one for nobody: ratio = watched / not.
std::vector<Row> rows_of(const std::vector<Watched>& watched, int threads);

// An array of objects with the members of Row; "ratio_upper_95" only where there is one.
std::string json_of(const std::vector<Row>& rows);

}  // namespace peers
