#pragma once
// One self-contained HTML page for the results of a study: the claims on top, then every figure
// with what the paper shows, what this run gave, and the command that makes it again. No network,
// no script; light or dark as the reader prefers; fit for a telephone and for print.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace studies {

// All texts are plain; the page escapes them. Only `markup` is not, and trusted.
struct Drawing {
  std::string markup = {};   // an <svg> element, or a <table class="errors">
  std::string problem = {};  // why there is none
  bool wide = false;         // takes the whole width; others stand side by side where there is room
};

struct Figure {
  std::string id = {};     // "fig06": the anchor in the page
  std::string label = {};  // "Figure 6"
  std::string title = {};
  std::vector<Drawing> drawings = {};
  std::string paper = {};  // what the paper shows
  std::string ours = {};   // what this run gave
  std::string note = {};   // how to read it, if need be
  std::vector<std::string> commands = {};
};

struct Section {
  std::string title = {};
  std::string lead = {};
  std::vector<Figure> figures = {};
};

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
  std::vector<ClaimRow> claims = {};
  std::vector<Section> sections = {};
  std::string style = {};  // added to the page's own style sheet
};

std::string page_html(const Page& page);

}  // namespace studies
