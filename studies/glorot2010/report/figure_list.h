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
  bool wide = false;        // takes the whole width of the page
};

struct FigureSpec {
  std::string id = {};     // anchor in the report, and figures/<id>.gp
  std::string label = {};  // "Figure 6"
  std::string title = {};
  std::vector<std::string> runs = {};    // whose tables the figure needs
  std::vector<std::string> any_of = {};  // runs that are drawn if they exist; at least one must
  // Where none of the runs has this file the figure is left out, not named as missing: another
  // profile's.
  std::string only_if = {};
  bool with_further_seeds = false;  // drawn too where they have been run (seeds.h)
  std::vector<PanelSpec> panels = {};
  std::string paper = {};
  std::string note = {};
  // What this run gave, from the tables below `out`. Throws gradflow::Error when one is missing.
  std::string (*ours)(const std::filesystem::path& out) = nullptr;
};

// Drawn at initialisation, and in training, each in the order of the report. Figure 1 is a picture
// and not in the list: see report_figures.cpp. Of a short training the label says that it is the
// beginning.
const std::vector<FigureSpec>& initialisation_figures();
const std::vector<FigureSpec>& training_figures();

}  // namespace glorot2010
