#include "studies/support/report_html.h"

#include <fmt/core.h>

#include <array>
#include <iterator>

#include "studies/support/report_style.h"
#include "studies/support/svg.h"

namespace studies {
namespace {

std::string_view class_of(Mark mark) {
  switch (mark) {
    case Mark::kGood:
      return "good";
    case Mark::kBad:
      return "bad";
    case Mark::kOpen:
      return "open";
    case Mark::kMissing:
      break;
  }
  return "missing";
}

std::string_view sign_of(Mark mark) {
  switch (mark) {
    case Mark::kGood:
      return "✓";
    case Mark::kBad:
      return "✗";
    case Mark::kOpen:
      return "~";
    case Mark::kMissing:
      break;
  }
  return "–";
}

template <class... Args>
void add(std::string& html, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(html), text, std::forward<Args>(args)...);
}

void add_header(std::string& html, const Page& page) {
  add(html, "<header>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n", escape_markup(page.title),
      escape_markup(page.lead));
  if (!page.facts.empty()) {
    html += "<dl class=\"facts\">\n";
    for (const auto& [name, value] : page.facts)
      add(html, "<div><dt>{}</dt><dd>{}</dd></div>\n", escape_markup(name), escape_markup(value));
    html += "</dl>\n";
  }
  html += "</header>\n";
}

// "7 hold · 1 fails" in words: the verdicts in their order of appearance, each counted.
void add_tally(std::string& html, const std::vector<ClaimRow>& claims) {
  html += "<p class=\"tally\">";
  for (const Mark mark : {Mark::kGood, Mark::kBad, Mark::kOpen, Mark::kMissing}) {
    int count = 0;
    std::string_view verdict;
    for (const ClaimRow& row : claims) {
      if (row.mark != mark) continue;
      ++count;
      verdict = row.verdict;
    }
    if (count > 0)
      add(html, "<span class=\"{}\">{} <b>{}</b> {}</span> ", class_of(mark), sign_of(mark), count,
          escape_markup(verdict));
  }
  html += "</p>\n";
}

void add_claim(std::string& html, const ClaimRow& row) {
  add(html, "<tr id=\"{0}\"><td class=\"id\">{0}</td>", escape_markup(row.id));
  add(html, "<td class=\"verdict\"><span class=\"mark {}\">{} {}</span></td>", class_of(row.mark),
      sign_of(row.mark), escape_markup(row.verdict));
  add(html, "<td class=\"claim\">{}", escape_markup(row.claim));
  if (!row.reason.empty())
    add(html, "<small class=\"{}\">{}</small>", class_of(row.mark), escape_markup(row.reason));
  add(html, "<small>{}{}</small>", escape_markup(row.source),
      row.bound.empty() ? "" : " · holds if " + escape_markup(row.bound));
  if (!row.command.empty()) add(html, "<small><code>{}</code></small>", escape_markup(row.command));
  add(html, "</td><td class=\"paper\" data-name=\"Paper\">{}</td>", escape_markup(row.paper));
  if (row.measured.empty()) {
    html += "<td class=\"ours\"></td></tr>\n";
    return;
  }
  html += "<td class=\"ours\" data-name=\"Here\"><dl>";
  for (const auto& [name, value] : row.measured)
    add(html, "<div><dt>{}</dt><dd>{}</dd></div>", escape_markup(name), escape_markup(value));
  html += "</dl></td></tr>\n";
}

void add_claims(std::string& html, const std::vector<ClaimRow>& claims) {
  if (claims.empty()) return;
  html += "<section id=\"claims\">\n<h2>The paper’s claims</h2>\n";
  add_tally(html, claims);
  html +=
      "<table class=\"claims\">\n<thead><tr><th></th><th>Verdict</th><th>Claim</th>"
      "<th>Paper</th><th>Here</th></tr></thead>\n<tbody>\n";
  for (const ClaimRow& row : claims) add_claim(html, row);
  html += "</tbody></table>\n</section>\n";
}

void add_drawings(std::string& html, const Figure& figure) {
  add(html, "<div class=\"drawings{}\">\n", figure.drawings.size() == 3 ? " three" : "");
  for (const Drawing& drawing : figure.drawings) {
    if (!drawing.problem.empty())
      add(html, "<div class=\"problem wide\">{}</div>\n", escape_markup(drawing.problem));
    else
      add(html, "<div{}>{}</div>\n", drawing.wide ? " class=\"wide\"" : "", drawing.markup);
  }
  html += "</div>\n";
}

void add_figure(std::string& html, const Figure& figure) {
  add(html, "<figure id=\"{}\">\n<h3><span class=\"label\">{}</span>{}</h3>\n",
      escape_markup(figure.id), escape_markup(figure.label), escape_markup(figure.title));
  add_drawings(html, figure);
  html += "<figcaption><dl>\n";
  const std::array<std::pair<std::string_view, const std::string*>, 3> parts = {
      {{"Paper", &figure.paper}, {"Here", &figure.ours}, {"Note", &figure.note}}};
  for (const auto& [name, text] : parts)
    if (!text->empty()) add(html, "<dt>{}</dt><dd>{}</dd>\n", name, escape_markup(*text));
  for (const std::string& command : figure.commands)
    add(html, "<dt>{}</dt><dd><code>{}</code></dd>\n",
        &command == &figure.commands.front() ? "Again" : "", escape_markup(command));
  html += "</dl></figcaption>\n</figure>\n";
}

}  // namespace

std::string page_html(const Page& page) {
  std::string html;
  add(html,
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n",
      escape_markup(page.title), kReportStyle, page.style);
  add_header(html, page);
  add_claims(html, page.claims);
  for (const Section& section : page.sections) {
    add(html, "<section>\n<h2>{}</h2>\n", escape_markup(section.title));
    if (!section.lead.empty()) add(html, "<p class=\"lead\">{}</p>\n", escape_markup(section.lead));
    for (const Figure& figure : section.figures) add_figure(html, figure);
    html += "</section>\n";
  }
  return html + "</body>\n</html>\n";
}

}  // namespace studies
