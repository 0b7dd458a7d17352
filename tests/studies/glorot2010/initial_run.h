#pragma once
// Runs a recording function of the study in a scratch folder, for tests at small sizes, and reads
// back the tables it left.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "studies/glorot2010/experiment.h"
#include "studies/support/csv.h"

class InitialRun {
 public:
  explicit InitialRun(const std::filesystem::path& out, std::uint64_t seed = 1)
      : folder_(out, "run"),
        context_{.folder = folder_, .seed = seed, .data_dir = {}, .watch = false, .progress = {}} {
    studies::Manifest manifest;
    manifest.run = "run";
    manifest.configuration = "small";
    manifest.seed = seed;
    folder_.begin(manifest);
    context_.progress = [this](std::uint64_t done, std::string_view) {
      reported.push_back(done);
      return done < stop_at;
    };
  }

  glorot2010::RunContext& context() { return context_; }
  studies::Table table(const std::string& name) const {
    return studies::read_csv(folder_.file(name));
  }
  bool wrote(const std::string& name) const { return std::filesystem::exists(folder_.file(name)); }

  std::vector<std::uint64_t> reported;        // by progress
  std::uint64_t stop_at = ~std::uint64_t{0};  // progress says stop from here on

 private:
  studies::RunFolder folder_;
  glorot2010::RunContext context_;
};
