#pragma once
// One self-contained HTML page for the results of a study: the claims on top, then a summary, then
// sections of figures, each with the claims it shows, what the paper shows, what this run gave and
// the command that makes it again, of notes and of tables. No network, no script; light or dark as
// the reader prefers; fit for a telephone and for print.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace studies {

// All texts are plain; the page escapes them. Only `markup` is not, and trusted.
struct Drawing {
  std::string markup = {};   // an <svg> element, or a <table class="errors">
  std::string narrow = {};   // another markup for a narrow screen, if need be
  std::string problem = {};  // why there is none
  bool wide = false;         // takes the whole width; others stand side by side where there is room
};

struct Figure {
  std::string id = {};     // "fig06": the anchor in the page
  std::string label = {};  // "Figure 6"
  std::string title = {};
  std::vector<std::string> claims = {};  // ids of Page::claims; of others nothing is said
  std::vector<Drawing> drawings = {};
  std::string paper = {};  // what the paper shows
  std::string ours = {};   // what this run gave
  std::string note = {};   // how to read it, if need be
  std::vector<std::string> commands = {};
};

// A text in named parts, "Paper" and "…"; an empty text is left out, a part without a name is a
// paragraph.
struct Note {
  std::string id = {};     // its anchor; may be empty
  std::string label = {};  // "Figures 6, 10"
  std::string title = {};
  std::vector<std::pair<std::string, std::string>> parts = {};
};

struct TextCell {
  std::string text = {};
  std::string small = {};  // below it
};

// Every row has a cell for each column. On a telephone the cells of a row stand below each other.
struct TextTable {
  std::vector<std::string> columns = {};
  std::vector<std::vector<TextCell>> rows = {};
};

// Figures, notes and tables stand in this order.
struct Section {
  std::string id = {};  // its anchor; with one it is in the list of contents
  std::string title = {};
  std::string lead = {};
  std::vector<Figure> figures = {};
  std::vector<Note> notes = {};
  std::vector<TextTable> tables = {};
};

// A row of the claims, which links to the figures that show it, as those do to the row.
enum class Mark { kGood, kBad, kOpen, kMissing };

struct ClaimRow {
  std::string id = {}, claim = {}, source = {}, paper = {}, bound = {};
  std::vector<std::pair<std::string, std::string>> measured = {};  // name and value
  Mark mark = Mark::kMissing;
  std::string verdict = {}, reason = {}, command = {};
};

struct Page {
  std::string title = {};
  std::string lead = {};
  std::vector<std::pair<std::string, std::string>> facts = {};  // "processor", "…"
  std::optional<Section> summary = {};                          // below the claims
  std::vector<ClaimRow> claims = {};
  std::vector<Section> sections = {};
  std::string style = {};  // added to the page's own style sheet
};

std::string page_html(const Page& page);

}  // namespace studies
