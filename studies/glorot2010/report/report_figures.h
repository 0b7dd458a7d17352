#pragma once
// The figures and tables of the report: draws each from what its runs have recorded, and says of
// one that cannot be drawn which run it lacks.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "studies/glorot2010/report/figure_list.h"
#include "studies/glorot2010/report/report.h"
#include "studies/support/report_html.h"
#include "studies/support/run_folder.h"

namespace glorot2010 {

class FigureDrawer {
 public:
  // `style` is the style sheet of the drawings.
  FigureDrawer(std::filesystem::path out, const ReportOptions& options, std::string style);

  studies::Section initialisation();
  studies::Section training();

  // Counts of what has been drawn so far, without the page.
  const ReportResult& result() const { return result_; }

 private:
  // Whether a figure's runs are trainings, of which it takes two rows to draw a curve.
  enum class Figured { anything, trainings };

  const std::optional<studies::RecordedRun>& recorded(const std::string& run);
  std::string too_short(const std::string& run) const;
  std::vector<std::string> runs_of(const FigureSpec& spec, Figured what, std::string& note);
  void add_provenance(studies::Figure& figure, const std::vector<std::string>& runs);
  std::vector<std::string> of_seed(std::uint64_t seed, const std::vector<std::string>& runs,
                                   Figured what) const;
  std::vector<std::string> further(const std::vector<std::string>& runs) const;
  std::string seeds_text(const FigureSpec& spec, Figured what,
                         const std::vector<std::string>& runs);
  std::vector<studies::Drawing> draw(const FigureSpec& spec, const std::vector<std::string>& runs);
  bool left_out(const FigureSpec& spec) const;
  bool only_beginning(const std::vector<std::string>& runs) const;
  studies::Figure figure(const FigureSpec& spec, Figured what);
  studies::Figure samples();
  std::optional<studies::Figure> errors();
  void fail(studies::Figure& figure, const std::string& problem);

  std::filesystem::path out_;
  ReportOptions options_;
  std::string style_;
  std::map<std::string, std::optional<studies::RecordedRun>> recorded_;
  ReportResult result_;
};

}  // namespace glorot2010
