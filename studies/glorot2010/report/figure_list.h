#pragma once
// The figures of the report: which script draws them from which runs, and the words beside them.
// What the paper shows is written here once; what this run gave is read from its tables.

#include <filesystem>
#include <string>
#include <vector>

namespace glorot2010 {

struct PanelSpec {
  std::string suffix = {};  // the script writes <id>-<suffix>.svg
  std::string shows = {};   // in words, for readers who cannot see it
  // Takes the whole width of the page; the script writes <id>-<suffix>-narrow.svg too, for a
  // telephone.
  bool wide = false;
  std::string of = {};  // where set, the panel is there only if that run is drawn
};

struct FigureSpec {
  std::string id = {};     // anchor in the report, and figures/<id>.gp
  std::string label = {};  // "Figure 6"
  std::string title = {};
  std::vector<std::string> claims = {};  // of the ledger, that it shows
  std::vector<std::string> runs = {};    // whose tables the figure needs
  std::vector<std::string> any_of = {};  // runs that are drawn if they exist; at least one must
  // Drawn beside them if they are there. The figure does not wait for them, nor is it a beginning
  // because of them.
  std::vector<std::string> also = {};
  // Where none of the runs has this file the figure is left out, not named as missing: another
  // profile's.
  std::string only_if = {};
  bool with_further_seeds = false;  // drawn too where they have been run (seeds.h)
  std::vector<PanelSpec> panels = {};
  std::string paper = {};
  std::string note = {};
  // A sentence more for the note, from what the runs that are drawn have recorded; may be empty.
  std::string (*remark)(const std::filesystem::path& out,
                        const std::vector<std::string>& runs) = nullptr;
  // What this run gave, from the tables below `out`. Throws gradflow::Error when one is missing.
  std::string (*ours)(const std::filesystem::path& out) = nullptr;
};

// Drawn at initialisation, and in training, each in the order of the report. Figure 1 is a picture
// and not in the list: see report_figures.cpp. Of a short training the label of a figure says that
// it is the beginning.
const std::vector<FigureSpec>& initialisation_figures();
const std::vector<FigureSpec>& training_figures();

// The claims that Table 1 shows.
const std::vector<std::string>& table1_claims();

}  // namespace glorot2010
