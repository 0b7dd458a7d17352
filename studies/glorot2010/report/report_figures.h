#pragma once
// The figures and tables of the report: draws each from what its runs have recorded, and says of
// one that cannot be drawn which run it lacks.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "studies/glorot2010/report/figure_list.h"
#include "studies/glorot2010/report/figure_runs.h"
#include "studies/glorot2010/report/report.h"
#include "studies/support/report_html.h"

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
  void add_provenance(studies::Figure& figure, const std::vector<std::string>& runs);
  std::string drawn_panel(const std::string& name, const PanelSpec& panel);
  std::vector<studies::Drawing> draw(const FigureSpec& spec, const std::vector<std::string>& runs);
  studies::Figure figure(const FigureSpec& spec, Figured what);
  studies::Figure samples();
  std::optional<studies::Figure> errors();
  void fail(studies::Figure& figure, const std::string& problem);

  std::filesystem::path out_;
  ReportOptions options_;
  std::string style_;
  ReportResult result_;
};

}  // namespace glorot2010
