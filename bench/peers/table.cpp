#include "bench/peers/table.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "bench/peers/works.h"

namespace peers {
namespace {

// Three digits that count.
std::string number(double value) {
  const int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
  return fmt::format("{:.{}f}", value, decimals);
}

// Without the blanks at its end, and with a line break.
std::string trimmed(const std::string& line) {
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string title_of(const std::string& work) {
  if (work == "step") return "step: 1024-1000×5-9, tanh, softmax cross-entropy, SGD; one step, ms";
  if (work == "gemm") return "gemm: matrix products, float32, us";
  if (work == "chain") return "chain: 1000 ops on one element, forward, backward, free; ns an op";
  if (work == "tiny_step") return "tiny_step: 2-16-16-1, tanh, squared error, SGD; one step, us";
  if (work == "layer") return "layer: one layer, forward and backward, us";
  if (work == "optimizer") return "optimizer: the step of batch10 by another rule; one step, ms";
  return "elementwise: one operation, us";
}

const Entry* entry_of(const CaseResult& result, const std::string& implementation) {
  for (const Entry& entry : result.entries)
    if (entry.implementation == implementation) return &entry;
  return nullptr;
}

std::vector<std::string> columns_of(const std::vector<CaseResult>& results) {
  std::vector<std::string> columns;
  for (const CaseResult& result : results)
    for (const Entry& entry : result.entries)
      if (std::find(columns.begin(), columns.end(), entry.implementation) == columns.end())
        columns.push_back(entry.implementation);
  return columns;
}

const Row* row_of(const std::vector<Row>& rows, const std::string& implementation) {
  for (const Row& row : rows)
    if (row.implementation == implementation) return &row;
  return nullptr;
}

// Smallest ratio among the peers; they stand behind ours.
const Row* best_peer(const std::vector<Row>& rows) {
  const Row* best = nullptr;
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (best == nullptr || rows[i].ratio < best->ratio) best = &rows[i];
  return best;
}

std::string line_of(const CaseResult& result, const std::vector<std::string>& columns,
                    const std::vector<Roof>& roofs) {
  const std::vector<Row> rows = rows_of(result);
  std::string line = fmt::format("{:<14}{:>2}", result.what.shape, result.what.threads);
  if (rows.empty()) return line + "  no result of ours\n";
  line += fmt::format("{:>9}", number(rows.front().median));
  const double share =
      share_of_roof(result.what, rows.front().median / in_unit(result.what.work, 1), roofs);
  line += share > 0 ? fmt::format("{:>4.0f}%", 100 * share) : "     ";
  const Row* best = best_peer(rows);
  for (std::size_t i = 1; i < columns.size(); ++i) {
    const Row* row = row_of(rows, columns[i]);
    const Entry* entry = entry_of(result, columns[i]);
    if (row != nullptr) {
      line += fmt::format("{:>7} {:>4}×{}", number(row->median), number(row->ratio),
                          row == best ? '*' : ' ');
    } else {
      line += fmt::format("{:>13} ", entry == nullptr    ? "-"
                                     : !entry->installed ? "not installed"
                                                         : "refused");
    }
  }
  return trimmed(line);
}

// The shapes in which a peer did not use the threads it might, in lines of at most 100 columns.
std::string on_one_thread(const std::vector<CaseResult>& results, const std::string& peer) {
  std::string text, line = fmt::format("{}, faster on one thread:", peer);
  const std::string begin = line;
  for (const CaseResult& result : results) {
    const Entry* entry = entry_of(result, peer);
    if (entry == nullptr || !entry->on_one_thread) continue;
    if (line.size() + 1 + result.what.shape.size() > 100) {
      text += line + "\n";
      line = " ";
    }
    line += " " + result.what.shape;
  }
  return line == begin ? "" : text + line + "\n";
}

}  // namespace

std::string table_of(const std::vector<CaseResult>& results, const std::vector<Roof>& roofs) {
  if (results.empty()) return "";
  const std::vector<std::string> columns = columns_of(results);
  const std::string& work = results.front().what.work;
  std::string text = fmt::format("{}\n{:<14}{:>2}{:>9}{:>5}", title_of(work), "shape", "t",
                                 columns.front(), work == "step" || work == "gemm" ? "roof" : "");
  for (std::size_t i = 1; i < columns.size(); ++i) text += fmt::format("{:>13} ", columns[i]);
  text = trimmed(text);
  std::set<std::string> refusals;
  for (const CaseResult& result : results) {
    text += line_of(result, columns, roofs);
    for (const Entry& entry : result.entries)
      if (!entry.refused.empty())
        refusals.insert(fmt::format("REFUSED {}, {} {} on {}: {}\n", entry.implementation, work,
                                    result.what.shape, result.what.threads, entry.refused));
  }
  for (const std::string& refusal : refusals) text += refusal;
  for (std::size_t i = 1; i < columns.size(); ++i) text += on_one_thread(results, columns[i]);
  return text;
}

std::string memory_table_of(const std::vector<CaseResult>& results) {
  const std::string work = results.empty() ? "" : results.front().what.work;
  if (work != "step" && work != "optimizer") return "";
  const bool by_parameter = work == "optimizer";
  const std::vector<std::string> columns = columns_of(results);
  std::string text = fmt::format(
      "memory of a step at its worst, {}; of parameters, state, input and values\n{:<14}{:>2}",
      by_parameter ? "bytes a parameter" : "MB", "shape", "t");
  for (const std::string& column : columns) text += fmt::format("{:>13}", column);
  text = trimmed(text);
  for (const CaseResult& result : results) {
    const std::string& shape = result.what.shape;
    const Network network = paper_network(by_parameter ? "batch10" : shape);
    const double needed =
        bytes_held_by_step(network, by_parameter ? optimizer_case_of(shape).arrays : 0);
    const double unit = by_parameter ? bytes_of_parameters(network) / sizeof(float) : 1e6;
    std::string line = fmt::format("{:<14}{:>2}", shape, result.what.threads);
    for (const std::string& column : columns) {
      const Entry* entry = entry_of(result, column);
      const double bytes = entry == nullptr ? 0 : static_cast<double>(entry->memory);
      line += bytes > 0 ? fmt::format("{:>7} {:>4}×", number(bytes / unit), number(bytes / needed))
                        : fmt::format("{:>13}", "-");
    }
    text += trimmed(line);
  }
  return text;
}

std::string table_of(const std::vector<Watched>& results, int threads) {
  std::string text = fmt::format(
      "watch: the step of batch10 on {}, beside nobody watching, ms\n{:<20}{:>9}{:>9}{:>9}{:>16}\n",
      threads == 1 ? "1 thread" : fmt::format("{} threads", threads), "who", "nobody", "watched",
      "ratio", "at most (95 %)");
  for (const Watched& one : results)
    text += fmt::format("{:<20}{:>9}{:>9}{:>8.4f}×{:>15.4f}×\n", one.shape, number(one.plain * 1e3),
                        number(one.seconds * 1e3), one.ratio.mean, one.ratio.upper);
  return text;
}

}  // namespace peers
