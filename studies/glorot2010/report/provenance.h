#pragma once
// On which machine, by which build and in what time the results came about: from the manifests of
// all runs below a folder of results, further seeds included.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "studies/support/report_html.h"
#include "studies/support/run_folder.h"

namespace glorot2010 {

struct PlacedRun {
  std::filesystem::path folder;
  studies::RecordedRun record;
};

struct Provenance {
  std::vector<PlacedRun> runs;        // by seed folder, and in each by the time of their start
  std::vector<std::string> problems;  // manifests that cannot be understood
};

Provenance provenance_of(const std::filesystem::path& out);

// The lines on top of the report: when, how many runs, seeds, processors. Nothing for no run.
std::vector<std::pair<std::string, std::string>> facts_of(const Provenance& provenance);

// The builds and processors, and every run with its work and its time.
studies::Section provenance_section(const Provenance& provenance);

}  // namespace glorot2010
