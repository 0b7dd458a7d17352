#include "studies/glorot2010/report/report.h"

#include <fmt/core.h>

#include <utility>

#include "studies/glorot2010/claims/ledger.h"
#include "studies/glorot2010/report/assumptions.h"
#include "studies/glorot2010/report/claim_rows.h"
#include "studies/glorot2010/report/departures.h"
#include "studies/glorot2010/report/findings.h"
#include "studies/glorot2010/report/provenance.h"
#include "studies/glorot2010/report/report_figures.h"
#include "studies/glorot2010/report/summary.h"
#include "studies/support/figure_theme.h"
#include "studies/support/file_lock.h"
#include "studies/support/files.h"
#include "studies/support/report_html.h"

namespace glorot2010 {

using std::filesystem::path;

ReportResult write_report(const path& out, const ReportOptions& options) {
  studies::make_folder(out / "figures");
  // Another process may have come to the end of its runs at the same time.
  const studies::FileLock turn = studies::FileLock::lock(out / "report.lock");
  const std::string style = studies::theme_style(studies::figure_theme());
  FigureDrawer figures(out, options, style);
  const Provenance provenance = provenance_of(out);
  studies::Page page{
      .title = "Understanding the difficulty of training deep feedforward neural networks",
      .lead =
          "Glorot and Bengio 2010, run again with Gradflow: every number below that is not the "
          "paper’s was measured by the runs that the last section lists.",
      .facts = facts_of(provenance),
      .summary = summary_section(out),
      .sections = {figures.initialisation(), figures.training()},
      .style = style};
  if (studies::is_there(out / "claims.json")) {
    const Ledger ledger = Ledger::read(out / "claims.json");
    for (const Claim& claim : ledger.claims()) page.claims.push_back(row_of(claim));
    page.sections.push_back(departures_section(ledger));
  }
  page.sections.push_back(findings_section(out));
  page.sections.push_back(assumptions_section());
  page.sections.push_back(provenance_section(provenance));
  ReportResult result = figures.result();
  result.page = out / "report.html";
  studies::write_file(result.page, studies::page_html(page));
  return result;
}

}  // namespace glorot2010
