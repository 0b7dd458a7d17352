#include "studies/glorot2010/report/table1.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/model/datasets.h"
#include "studies/glorot2010/seeds.h"
#include "studies/support/run_folder.h"
#include "studies/support/svg.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using std::filesystem::path;
using studies::Table;

struct PaperRow {
  const char* model;
  const char* id;
  std::array<double, 4> errors;  // Shapeset, MNIST, CIFAR-10, ImageNet
  std::array<bool, 4> bold;
};

// Table 1 of the paper.
constexpr std::array<PaperRow, 5> kPaper = {{
    {"Softsign", "softsign", {16.27, 1.64, 55.78, 69.14}, {true, true, false, true}},
    {"Softsign N", "softsign-n", {16.06, 1.72, 53.8, 68.13}, {true, true, true, true}},
    {"Tanh", "tanh", {27.15, 1.76, 55.9, 70.58}, {false, true, false, false}},
    {"Tanh N", "tanh-n", {15.60, 1.64, 52.92, 68.57}, {true, true, true, true}},
    {"Sigmoid", "sigmoid-5", {82.61, 2.21, 57.28, 70.66}, {false, false, false, false}},
}};

constexpr std::array kSets = {DataSet::shapeset, DataSet::mnist, DataSet::cifar10,
                              DataSet::imagenet};

// errors.csv of a training.
Table errors_of(const path& out, const std::string& run) {
  gradflow::require(studies::read_manifest(out / run).has_value(), "{} has not been run", run);
  Table errors = studies::read_csv(out / run / "errors.csv");
  const double updates = errors.last("update");
  gradflow::require(updates >= kFlat, "{} is too short, {} updates of {}", run, count_text(updates),
                    count_text(kFlat));
  return errors;
}

TableEntry entry_of(const path& run, const Table& errors, double update) {
  const std::size_t row = row_of_update(errors, update);
  TableEntry entry;
  entry.wrong = wrong_answers(run, errors.at(row, "test_error"));
  entry.interval = interval_of(entry.wrong);
  entry.updates = studies::count_of(update);
  entry.at_best_validation = error_at_best(errors, row);
  return entry;
}

// The entries of one data set; what is wrong with the others goes to `lacking`.
std::vector<TableEntry> column_of(const path& out, std::uint64_t seed, std::size_t set,
                                  std::vector<std::string>& lacking) {
  const std::string_view prefix = kSets[set] == DataSet::shapeset ? "train" : name(kSets[set]);
  std::vector<std::pair<const PaperRow*, path>> rows;
  std::vector<Table> errors;
  for (const PaperRow& row : kPaper) {
    const std::string run = fmt::format("{}-{}", prefix, row.id);
    try {
      errors.push_back(errors_of(out, run));
      rows.emplace_back(&row, out / run);
    } catch (const gradflow::Error& problem) {
      lacking.emplace_back(problem.what());
    }
  }
  std::vector<TableEntry> column;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [row, run] = rows[i];
    try {
      TableEntry entry = entry_of(run, errors[i], last_common_update(errors));
      entry.seed = seed;
      entry.set = title(kSets[set]);
      entry.model = row->model;
      entry.paper_error = row->errors[set];
      entry.bold_in_paper = row->bold[set];
      column.push_back(std::move(entry));
    } catch (const gradflow::Error& problem) {
      lacking.emplace_back(problem.what());
    }
  }
  return column;
}

// Sets p and bold of a column, whose entries are on one test set.
void compare_with_best(std::vector<TableEntry>& column) {
  if (column.empty()) return;
  const Wrong best = std::ranges::min_element(column, {}, [](const TableEntry& entry) {
                       return entry.wrong.per_cent();
                     })->wrong;
  for (TableEntry& entry : column) {
    entry.p_against_best = p_of_difference(entry.wrong, best);
    entry.bold_here = entry.p_against_best >= kSignificance;
  }
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  return quoted + "\"";
}

std::string p_text(double p) { return std::isnan(p) ? "" : fmt::format("{:.3g}", p); }

std::string number_cell(double error, bool bold, const std::string& interval = {},
                        const std::string& seeds = {}) {
  return fmt::format("<td>{}{:.2f}{}{}{}</td>", bold ? "<b>" : "", error, bold ? "</b>" : "",
                     interval.empty() ? "" : fmt::format("<small>{}</small>", interval), seeds);
}

// "<small>3 seeds: 1.70 (1.61–1.82)</small>"; nothing for one.
std::string over_seeds_html(const std::vector<TableEntry>& entries, const std::string& set,
                            const std::string& model) {
  std::vector<double> errors;
  for (const TableEntry& entry : entries)
    if (entry.set == set && entry.model == model) errors.push_back(entry.wrong.per_cent());
  if (errors.size() < 2) return "";
  return fmt::format("<small>{} seeds: {:.2f} ({:.2f}–{:.2f})</small>", errors.size(),
                     average(errors), std::ranges::min(errors), std::ranges::max(errors));
}

}  // namespace

ErrorTable error_table(const path& out) {
  ErrorTable table;
  const auto add = [&](std::uint64_t seed, std::vector<std::string>& lacking) {
    for (std::size_t set = 0; set < kSets.size(); ++set) {
      std::vector<TableEntry> column = column_of(seed_folder(out, seed), seed, set, lacking);
      if (seed == 1 || column.size() == kPaper.size()) compare_with_best(column);
      std::ranges::move(column, std::back_inserter(table.entries));
    }
  };
  add(1, table.lacking);
  std::vector<std::string> ignored;  // further seeds need not have every run
  for (const std::uint64_t seed : further_seeds(out)) add(seed, ignored);
  return table;
}

std::string csv_of(const ErrorTable& table) {
  std::string text =
      "data_set,model,seed,errors,examples,test_error,low,high,paper_error,p_against_best,bold_"
      "here,"
      "bold_in_paper,updates,test_error_at_best_validation\n";
  for (const TableEntry& entry : table.entries)
    fmt::format_to(std::back_inserter(text),
                   "{},{},{},{},{},{},{:.3f},{:.3f},{},{},{:d},{:d},{},{:.6g}\n",
                   csv_field(entry.set), csv_field(entry.model), entry.seed, entry.wrong.errors,
                   entry.wrong.examples, entry.wrong.per_cent(), entry.interval.low,
                   entry.interval.high, entry.paper_error, p_text(entry.p_against_best),
                   entry.bold_here, entry.bold_in_paper, entry.updates, entry.at_best_validation);
  return text;
}

std::string html_of(const ErrorTable& table) {
  std::vector<std::string> sets;
  std::string heads;
  for (const TableEntry& entry : table.entries) {
    if (std::ranges::find(sets, entry.set) != sets.end()) continue;
    sets.push_back(entry.set);
    heads += fmt::format("<th colspan=\"2\">{}<small>{} test examples</small></th>",
                         studies::escape_markup(entry.set),
                         count_text(static_cast<double>(entry.wrong.examples)));
  }
  std::string html = "<table class=\"errors\">\n<thead><tr><th></th>" + heads;
  html += "</tr>\n<tr><th>Test error, %</th>";
  for (std::size_t i = 0; i < sets.size(); ++i) html += "<th>here</th><th>paper</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const PaperRow& row : kPaper) {
    html += fmt::format("<tr><th>{}</th>", row.model);
    for (const std::string& set : sets) {
      const auto entry = std::ranges::find_if(table.entries, [&](const TableEntry& each) {
        return each.set == set && each.model == row.model;
      });
      if (entry == table.entries.end()) {
        html += "<td>–</td><td></td>";
        continue;
      }
      html += number_cell(entry->wrong.per_cent(), entry->bold_here,
                          fmt::format("{:.2f}–{:.2f}", entry->interval.low, entry->interval.high),
                          over_seeds_html(table.entries, set, row.model));
      html += number_cell(entry->paper_error, entry->bold_in_paper);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

}  // namespace glorot2010
