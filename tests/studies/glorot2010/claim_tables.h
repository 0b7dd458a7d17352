#pragma once
// Runs with tables made by hand, and the claims judged from them: for tests of the ledger.

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "studies/glorot2010/claims/claims.h"
#include "studies/support/run_folder.h"
#include "tests/studies/scratch_folder.h"

class ClaimTables : public ScratchFolder {
 protected:
  using Files = std::vector<std::pair<std::string, std::string>>;

  // Replaces what the run had recorded before.
  void record(const std::string& run, const Files& files, bool finish = true,
              std::uint64_t seed = 7) const {
    std::filesystem::remove_all(file("out") / run);
    studies::RunFolder folder(file("out"), run);
    studies::Manifest manifest;
    manifest.run = run;
    manifest.command =
        fmt::format("./run study glorot2010 run {} --profile desk --seed {}", run, seed);
    manifest.configuration = "by hand";
    manifest.seed = seed;
    folder.begin(manifest);
    for (const auto& [name, text] : files) folder.write(name, text);
    if (finish) folder.finish();
  }

  glorot2010::Claim claim(const std::string& id) const {
    return *glorot2010::evaluate_claims(file("out")).find(id);
  }
  // Without what it says of standard errors.
  static std::string plain(std::string reason) {
    static const std::regex error(R"( \(a difference with a standard error of [0-9.]+ points\))");
    return std::regex_replace(reason, error, "");
  }
  glorot2010::Verdict verdict(const std::string& id) const { return claim(id).verdict; }

  // errors.csv with these test errors, which are the validation errors too, at even steps up to
  // `updates`.
  static std::string errors(double updates, const std::vector<double>& test) {
    return errors(updates, test, test);
  }
  static std::string errors(double updates, const std::vector<double>& test,
                            const std::vector<double>& validation) {
    std::string text =
        "update,examples,training_loss,validation_loss,validation_error,test_error\n";
    for (std::size_t i = 0; i < test.size(); ++i) {
      const double update = updates * static_cast<double>(i) / static_cast<double>(test.size() - 1);
      text += fmt::format("{},{},1,1,{},{}\n", update, 10 * update, validation[i], test[i]);
    }
    return text;
  }
  // A training with these test errors at even steps, of 10,000 examples.
  void record_errors(const std::string& run, const std::vector<double>& test,
                     double updates = 500'000, bool finish = true) const {
    record(run,
           {{"errors.csv", errors(updates, test)},
            {"data.txt", "Shapeset; validation and test: 10000 examples\n"}},
           finish);
  }
  // One that ends with this error.
  void record_end(const std::string& run, double error, double updates = 500'000) const {
    record_errors(run, {88, error}, updates);
  }

  struct Layer {
    double mean = 0, std = 0.3, p98 = 0.5;
  };
  using Row = std::vector<Layer>;
  // activations.csv or the gradients', rows at even steps up to `updates`.
  static std::string layers(double updates, const std::vector<Row>& rows) {
    std::string text = "update";
    for (std::size_t layer = 1; layer <= rows.front().size(); ++layer)
      text += fmt::format(",L{0}_mean,L{0}_std,L{0}_p98", layer);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      text += fmt::format("\n{}",
                          updates * static_cast<double>(i) / static_cast<double>(rows.size() - 1));
      for (const Layer& layer : rows[i])
        text += fmt::format(",{},{},{}", layer.mean, layer.std, layer.p98);
    }
    return text + "\n";
  }
  // Five layers, of which layer i saturates at row[i]; rows 0 to 10.
  static std::string saturating(double updates, const std::vector<int>& rows) {
    std::vector<Row> table(11, Row(5));
    for (std::size_t row = 0; row < table.size(); ++row)
      for (std::size_t layer = 0; layer < 5; ++layer)
        if (static_cast<int>(row) >= rows[layer]) table[row][layer].p98 = 0.97;
    return layers(updates, table);
  }
};
