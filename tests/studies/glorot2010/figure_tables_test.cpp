// Holds the table of figures/README.md against the tables that runs have left: every CSV file has a
// row, with its columns, and every file of a row is there where its run is finished.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "studies/support/files.h"
#include "studies/support/run_folder.h"
#include "tests/studies/scratch_folder.h"

namespace {

using std::filesystem::path;
using Strings = std::vector<std::string>;

Strings split(std::string_view text, std::string_view separator) {
  Strings parts;
  for (std::size_t at; (at = text.find(separator)) != text.npos;
       text.remove_prefix(at + separator.size()))
    parts.emplace_back(text.substr(0, at));
  parts.emplace_back(text);
  return parts;
}

// What stands between backticks.
Strings codes(std::string_view cell) {
  const Strings parts = split(cell, "`");
  Strings inside;
  for (std::size_t i = 1; i < parts.size(); i += 2) inside.push_back(parts[i]);
  return inside;
}

struct Row {
  Strings runs, files, columns;

  bool has_run(std::string_view run) const {
    if (runs.empty()) return run.empty();  // the folder of results itself
    return std::ranges::any_of(runs, [&](std::string_view name) {
      return name.ends_with('*') ? run.starts_with(name.substr(0, name.size() - 1)) : run == name;
    });
  }
  bool has_file(const std::string& file) const {
    return std::ranges::find(files, file) != files.end();
  }
};

// The rows below "| run | file | columns |".
std::vector<Row> rows_of(const std::string& readme) {
  std::vector<Row> rows;
  std::istringstream lines(readme);
  std::string line;
  while (std::getline(lines, line) && line != "| run | file | columns |") {
  }
  std::getline(lines, line);  // the rule under the names
  while (std::getline(lines, line) && line.starts_with("| ")) {
    const Strings cells = split(line, "|");  // with what is before the first and after the last
    const Strings named = cells.size() == 5 ? codes(cells[3]) : Strings();
    if (named.empty()) throw std::runtime_error("not a row of the table: " + line);
    rows.push_back({codes(cells[1]), codes(cells[2]), split(named.front(), ",")});
  }
  return rows;
}

// With "…" replaced by the columns of layers 2, 3, …, as many as make `count` columns.
Strings spelled_out(Strings columns, std::size_t count) {
  if (columns.back() != "…") return columns;
  columns.pop_back();
  Strings of_a_layer;
  for (const std::string& column : columns)
    if (column.starts_with("L1")) of_a_layer.push_back(column.substr(2));
  for (int layer = 2; !of_a_layer.empty() && columns.size() < count; ++layer)
    for (const std::string& rest : of_a_layer) columns.push_back(fmt::format("L{}{}", layer, rest));
  return columns;
}

Strings header_of(const path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return split(line, ",");
}

// In what the table and the folder differ, each with the name of the file.
Strings faults(const std::string& readme, const path& results) {
  const std::vector<Row> rows = rows_of(readme);
  Strings found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(results)) {
    const std::string name = entry.path().lexically_relative(results).string();
    if (entry.path().extension() == ".csv") {
      const path parent = entry.path().parent_path();
      const std::string run = parent == results ? "" : parent.filename().string();
      const Strings header = header_of(entry.path());
      bool listed = false;
      for (const Row& row : rows) {
        if (!row.has_run(run) || !row.has_file(entry.path().filename().string())) continue;
        listed = true;
        if (spelled_out(row.columns, header.size()) != header)
          found.push_back(fmt::format("{} has the columns {}, the table {}", name,
                                      fmt::join(header, ","), fmt::join(row.columns, ",")));
      }
      if (!listed) found.push_back(name + " is not in the table");
    } else if (entry.is_directory()) {
      const auto record = studies::read_manifest(entry.path());
      if (!record || !record->finished) continue;
      for (const Row& row : rows)
        for (const std::string& file : row.files)
          if (row.has_run(entry.path().filename().string()) &&
              !std::filesystem::exists(entry.path() / file))
            found.push_back(fmt::format("{}/{} is in the table only", name, file));
    }
  }
  std::ranges::sort(found);
  return found;
}

const path kStudy = path(GRADFLOW_SOURCE_DIR) / "studies/glorot2010";

TEST(FigureTables, AreThoseOfTheRecordedResults) {
  const std::string readme = studies::read_file(kStudy / "figures/README.md");
  EXPECT_GE(rows_of(readme).size(), 20U);
  EXPECT_EQ(faults(readme, kStudy / "results/desk"), Strings());
}

class FigureTablesOf : public ScratchFolder {
 protected:
  static constexpr const char* kReadme =
      "text\n\n| run | file | columns |\n| --- | --- | --- |\n"
      "| `fig06` | `a.csv`, `b.csv` | `value,L1,…`: some words, `c.csv` |\n"
      "| `train-*`, `svm` | `c.csv` | `update,L1_mean,L1_std,…`: words |\n"
      "| none | `table1.csv` | `set,model` |\n\n| another | table |\n";

  void finish(const std::string& run) const {
    studies::Manifest manifest;
    manifest.configuration = run;
    studies::RunFolder folder(file("out"), run);
    folder.begin(manifest);
    folder.finish();
  }
};

TEST_F(FigureTablesOf, AFolderThatAgreesHasNoFaults) {
  put("out/fig06/a.csv", "value,L1,L2\n1,2,3\n");
  put("out/seed-2/fig06/b.csv", "value,L1,L2,L3\n");
  put("out/train-tanh/c.csv", "update,L1_mean,L1_std,L2_mean,L2_std\n");
  put("out/svm/c.csv", "update,L1_mean,L1_std\n");
  put("out/table1.csv", "set,model\nMNIST,tanh\n");
  EXPECT_EQ(faults(kReadme, file("out")), Strings());
}

TEST_F(FigureTablesOf, OneThatDoesNotNamesEachFile) {
  put("out/fig06/a.csv", "value,L1,L3\n");
  put("out/fig06/c.csv", "value,L1\n");
  put("out/svm/c.csv", "update,L1_mean,L1_std,L2_mean\n");
  put("out/table1.csv", "model,set\n");
  finish("fig06");
  EXPECT_EQ(faults(kReadme, file("out")),
            (Strings{"fig06/a.csv has the columns value,L1,L3, the table value,L1,…",
                     "fig06/b.csv is in the table only", "fig06/c.csv is not in the table",
                     "svm/c.csv has the columns update,L1_mean,L1_std,L2_mean, the table "
                     "update,L1_mean,L1_std,…",
                     "table1.csv has the columns model,set, the table set,model"}));
}

}  // namespace
