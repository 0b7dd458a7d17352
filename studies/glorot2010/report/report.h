#pragma once
// Draws the figures and writes the report from what the runs have recorded. It computes nothing but
// summaries of tables, so it can be called at any time, as often as one likes: what is not there
// yet is named in the report instead.

#include <filesystem>
#include <string>

namespace glorot2010 {

struct ReportOptions {
  std::string gnuplot = "gnuplot";
  std::filesystem::path scripts = {};  // the .gp files; empty: those of the source tree
};

// What write_report made: where it is, and how many figures could not be drawn, with the first
// reason.
struct ReportResult {
  std::filesystem::path page;
  int drawn = 0;
  int missing = 0;
  std::string first_problem;
};

// Reads `out`/<run>/ and `out`/claims.json, writes `out`/figures/*.svg and `out`/report.html.
// Throws gradflow::FileError if those cannot be written, or if claims.json is malformed.
ReportResult write_report(const std::filesystem::path& out, const ReportOptions& options = {});

}  // namespace glorot2010
