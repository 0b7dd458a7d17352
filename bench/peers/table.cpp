#include "bench/peers/table.h"

#include <fmt/format.h>

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

std::string title_of(const std::string& work) {
  if (work == "step") return "step: 1024-1000×5-9, tanh, softmax cross-entropy, SGD; one step, ms";
  if (work == "gemm") return "gemm: matrix products, float32, us";
  if (work == "chain") return "chain: 1000 ops on one element, forward, backward, free; ns an op";
  if (work == "tiny_step") return "tiny_step: 2-16-16-1, tanh, squared error, SGD; one step, us";
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
  std::string line = fmt::format("{:<15}{:>2}", result.what.shape, result.what.threads);
  if (rows.empty()) return line + "  no result of ours\n";
  line += fmt::format("{:>9}", number(rows.front().median));
  const double share =
      share_of_roof(result.what, rows.front().median / in_unit(result.what.work, 1), roofs);
  line += share > 0 ? fmt::format("{:>4.0f} %", 100 * share) : "      ";
  const Row* best = best_peer(rows);
  for (std::size_t i = 1; i < columns.size(); ++i) {
    const Row* row = row_of(rows, columns[i]);
    const Entry* entry = entry_of(result, columns[i]);
    if (row != nullptr) {
      line += fmt::format("{:>7} {:>5}×{}", number(row->median), number(row->ratio),
                          row == best ? '*' : ' ');
    } else {
      line += fmt::format("{:>14} ", entry != nullptr && !entry->refused.empty() ? "refused" : "-");
    }
  }
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace

double bound_of_step(const std::string& shape, const Roof& roof) {
  const Network network = paper_network(shape);
  const double bytes = bytes_of_step(network);  // a third is read, two thirds are read and written
  return std::max(flop_of_step(network) / roof.flops,
                  bytes / 3 / roof.read_small + bytes * 2 / 3 / roof.update_small);
}

double share_of_roof(const Case& what, double seconds, const std::vector<Roof>& roofs) {
  for (const Roof& roof : roofs) {
    if (roof.threads != what.threads) continue;
    if (what.work == "step") return bound_of_step(what.shape, roof) / seconds;
    if (what.work == "gemm") {
      const Product p = product_of(what.shape);
      return 2.0 * p.rows * p.columns * p.inner / seconds / roof.flops;
    }
  }
  return 0;
}

std::string table_of(const std::vector<CaseResult>& results, const std::vector<Roof>& roofs) {
  if (results.empty()) return "";
  const std::vector<std::string> columns = columns_of(results);
  const std::string& work = results.front().what.work;
  std::string text = fmt::format("{}\n{:<15}{:>2}{:>9}{:>6}", title_of(work), "shape", "t",
                                 columns.front(), work == "step" || work == "gemm" ? "roof" : "");
  for (std::size_t i = 1; i < columns.size(); ++i) text += fmt::format("{:>14} ", columns[i]);
  text = text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  std::set<std::string> refusals;
  for (const CaseResult& result : results) {
    text += line_of(result, columns, roofs);
    for (const Entry& entry : result.entries)
      if (!entry.refused.empty())
        refusals.insert(fmt::format("REFUSED {} {} {} on {}: {}\n", entry.implementation, work,
                                    result.what.shape, result.what.threads, entry.refused));
  }
  for (const std::string& refusal : refusals) text += refusal;
  return text;
}

std::string header_of(const std::vector<Roof>& roofs) {
  std::string text =
      fmt::format("{:<24}{:>10}{:>10}{:>10}{:>10}{:>10}\n{:<24}{:>10}{:>10}{:>10}{:>10}{:>10}\n",
                  "at most", "multiply-", "read", "update", "read", "update", "", "add", "20 MB",
                  "20 MB", "128 MB", "128 MB");
  for (const Roof& roof : roofs)
    text += fmt::format("{:<24}{:>10.0f}{:>10.0f}{:>10.0f}{:>10.0f}{:>10.0f}\n",
                        fmt::format("{} thread{}, G/s", roof.threads, roof.threads == 1 ? "" : "s"),
                        roof.flops / 1e9, roof.read_small / 1e9, roof.update_small / 1e9,
                        roof.read_large / 1e9, roof.update_large / 1e9);
  for (const char* shape : {"batch10", "batch128"}) {
    const Network network = paper_network(shape);
    text += fmt::format("step {}: {:.4g} MFLOP, {:.3g} MB of parameters pass; bound", shape,
                        flop_of_step(network) / 1e6, bytes_of_step(network) / 1e6);
    for (const Roof& roof : roofs)
      text += fmt::format("{} {:.3g} ms on {}", &roof == &roofs.front() ? "" : ",",
                          bound_of_step(shape, roof) * 1e3, roof.threads);
    text += "\n";
  }
  return text;
}

}  // namespace peers
