#pragma once
// What the paper says in two ways, or leaves in the dark, and what the runs here say about it;
// where numbers are far from the paper’s; then three sentences of a popular summary of the paper
// that are not so. Every number under "here" is read from the tables of runs when the report is
// written.

#include <filesystem>
#include <string>
#include <vector>

#include "studies/support/report_html.h"

namespace glorot2010 {

// What was measured, and what most likely follows from it.
struct FindingText {
  std::string here = {}, hence = {};
};

struct FindingSpec {
  std::string id = {};     // anchor in the report
  std::string label = {};  // where it is said: "Figures 6, 10"
  std::string title = {};
  std::string paper = {};              // what is said there
  std::vector<std::string> runs = {};  // whose tables it needs
  // Throws gradflow::Error when a table is missing or malformed.
  FindingText (*read)(const std::filesystem::path& out) = nullptr;
};

std::vector<FindingSpec> initial_findings();   // before the first update
std::vector<FindingSpec> training_findings();  // findings_training.cpp
std::vector<FindingSpec> rate_findings();      // findings_rate.cpp
std::vector<FindingSpec> distance_findings();  // findings_distance.cpp
std::vector<FindingSpec> hearsay_findings();   // what a popular summary says

struct Finding {
  FindingSpec spec = {};
  FindingText text = {};  // `here` says why where nothing could be measured, and `hence` is empty
  bool measured = false;
};

// All of them, in the order of the report.
std::vector<Finding> findings(const std::filesystem::path& out);

// They as a section of the report.
studies::Section findings_section(const std::filesystem::path& out);

}  // namespace glorot2010
