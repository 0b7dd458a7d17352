#include "studies/support/report_html.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "studies/support/report_style.h"
#include "studies/support/svg.h"

namespace studies {
namespace {

constexpr std::string_view kClaims = "The paper’s claims";

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

std::string attribute(std::string_view name, const std::string& value) {
  return value.empty() ? "" : fmt::format(" {}=\"{}\"", name, escape_markup(value));
}

// Running text: a number and its % stay on one line.
std::string prose(std::string_view text) {
  std::string markup = escape_markup(text);
  for (std::size_t at = 0; (at = markup.find(" %", at)) != std::string::npos;)
    markup.replace(at, 1, "\u00a0");
  return markup;
}

// A command may end a line between its words, and not after the hyphens of an option.
std::string command_markup(std::string_view command) {
  std::string markup;
  while (!command.empty()) {
    const std::size_t word = std::min(command.find(' '), command.size());
    add(markup, "<span>{}</span>", escape_markup(command.substr(0, word)));
    const std::size_t next = std::min(command.find_first_not_of(' ', word), command.size());
    markup += command.substr(word, next - word);
    command.remove_prefix(next);
  }
  return markup;
}

void add_contents(std::string& html, const Page& page) {
  std::vector<std::pair<std::string_view, std::string_view>> parts;
  const auto list = [&](const Section& section) {
    if (!section.id.empty()) parts.emplace_back(section.id, section.title);
  };
  if (!page.claims.empty()) parts.emplace_back("claims", kClaims);
  if (page.summary) list(*page.summary);
  for (const Section& section : page.sections) list(section);
  if (parts.empty()) return;
  html += "<nav>";
  for (const auto& [id, title] : parts)
    add(html, "<a href=\"#{}\">{}</a> ", escape_markup(id), escape_markup(title));
  html += "</nav>\n";
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
  add_contents(html, page);
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

// " · see Figure 2, Figure 11": the figures that show the claim.
std::string figures_of_claim(const Page& page, const std::string& claim) {
  std::string links;
  for (const Section& section : page.sections)
    for (const Figure& figure : section.figures) {
      if (std::ranges::find(figure.claims, claim) == figure.claims.end()) continue;
      add(links, "{}<a href=\"#{}\">{}</a>", links.empty() ? " · see " : "; ",
          escape_markup(figure.id), escape_markup(figure.label));
    }
  return links;
}

void add_claim(std::string& html, const Page& page, const ClaimRow& row) {
  add(html, "<tr id=\"{0}\"><td class=\"id\">{0}</td>", escape_markup(row.id));
  add(html, "<td class=\"verdict\"><span class=\"mark {}\">{} {}</span></td>", class_of(row.mark),
      sign_of(row.mark), escape_markup(row.verdict));
  add(html, "<td class=\"claim\">{}", escape_markup(row.claim));
  if (!row.reason.empty())
    add(html, "<small class=\"{}\">{}</small>", class_of(row.mark), prose(row.reason));
  add(html, "<small>{}{}{}</small>", escape_markup(row.source),
      row.bound.empty() ? "" : " · holds if " + escape_markup(row.bound),
      figures_of_claim(page, row.id));
  if (!row.command.empty())
    add(html, "<small><code>{}</code></small>", command_markup(row.command));
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

void add_claims(std::string& html, const Page& page) {
  if (page.claims.empty()) return;
  add(html, "<section id=\"claims\">\n<h2>{}</h2>\n", kClaims);
  add_tally(html, page.claims);
  html +=
      "<table class=\"claims\">\n<thead><tr><th></th><th>Verdict</th><th>Claim</th>"
      "<th>Paper</th><th>Here</th></tr></thead>\n<tbody>\n";
  for (const ClaimRow& row : page.claims) add_claim(html, page, row);
  html += "</tbody></table>\n</section>\n";
}

void add_drawings(std::string& html, const Figure& figure) {
  add(html, "<div class=\"drawings{}\">\n", figure.drawings.size() == 3 ? " three" : "");
  for (const Drawing& drawing : figure.drawings) {
    if (!drawing.problem.empty()) {
      add(html, "<div class=\"problem wide\">{}</div>\n", escape_markup(drawing.problem));
      continue;
    }
    const std::string wide = drawing.wide ? "wide" : "";
    if (drawing.narrow.empty()) {
      add(html, "<div{}>{}</div>\n", attribute("class", wide), drawing.markup);
    } else {
      add(html, "<div{}>{}</div>\n", attribute("class", wide + " on-broad"), drawing.markup);
      add(html, "<div{}>{}</div>\n", attribute("class", wide + " on-narrow"), drawing.narrow);
    }
  }
  html += "</div>\n";
}

// "C11 ✓ holds · C12 ✗ fails": the claims that the figure shows.
void add_claims_of_figure(std::string& html, const Page& page, const Figure& figure) {
  std::string links;
  for (const ClaimRow& row : page.claims) {
    if (std::ranges::find(figure.claims, row.id) == figure.claims.end()) continue;
    add(links, "{0}<a href=\"#{1}\">{1}</a> <span class=\"{2}\">{3} {4}</span>",
        links.empty() ? "" : " · ", escape_markup(row.id), class_of(row.mark), sign_of(row.mark),
        escape_markup(row.verdict));
  }
  if (!links.empty()) add(html, "<dt>Claims</dt><dd>{}</dd>\n", links);
}

void add_figure(std::string& html, const Page& page, const Figure& figure) {
  add(html, "<figure id=\"{}\">\n<h3><span class=\"label\">{}</span>{}</h3>\n",
      escape_markup(figure.id), escape_markup(figure.label), escape_markup(figure.title));
  add_drawings(html, figure);
  html += "<figcaption><dl>\n";
  add_claims_of_figure(html, page, figure);
  const std::array<std::pair<std::string_view, const std::string*>, 3> parts = {
      {{"Paper", &figure.paper}, {"Here", &figure.ours}, {"Note", &figure.note}}};
  for (const auto& [name, text] : parts)
    if (!text->empty()) add(html, "<dt>{}</dt><dd>{}</dd>\n", name, prose(*text));
  for (const std::string& command : figure.commands)
    add(html, "<dt>{}</dt><dd><code>{}</code></dd>\n",
        &command == &figure.commands.front() ? "Again" : "", command_markup(command));
  html += "</dl></figcaption>\n</figure>\n";
}

void add_note(std::string& html, const Note& note) {
  add(html, "<article class=\"note\"{}>\n<h3>", attribute("id", note.id));
  if (!note.label.empty()) add(html, "<span class=\"label\">{}</span>", escape_markup(note.label));
  add(html, "{}</h3>\n", escape_markup(note.title));
  std::string named;
  for (const auto& [name, text] : note.parts) {
    if (text.empty()) continue;
    if (name.empty())
      add(html, "<p>{}</p>\n", prose(text));
    else
      add(named, "<dt>{}</dt><dd>{}</dd>\n", escape_markup(name), prose(text));
  }
  if (!named.empty()) add(html, "<dl>\n{}</dl>\n", named);
  html += "</article>\n";
}

void add_table(std::string& html, const TextTable& table) {
  html += "<table class=\"records\">\n<thead><tr>";
  for (const std::string& column : table.columns) add(html, "<th>{}</th>", escape_markup(column));
  html += "</tr></thead>\n<tbody>\n";
  for (const std::vector<TextCell>& row : table.rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      add(html, "<td data-name=\"{}\">{}", escape_markup(table.columns.at(i)),
          escape_markup(row[i].text));
      if (!row[i].small.empty()) add(html, "<small>{}</small>", escape_markup(row[i].small));
      html += "</td>";
    }
    html += "</tr>\n";
  }
  html += "</tbody></table>\n";
}

void add_section(std::string& html, const Page& page, const Section& section) {
  add(html, "<section{}>\n<h2>{}</h2>\n", attribute("id", section.id),
      escape_markup(section.title));
  if (!section.lead.empty()) add(html, "<p class=\"lead\">{}</p>\n", escape_markup(section.lead));
  for (const Figure& figure : section.figures) add_figure(html, page, figure);
  for (const Note& note : section.notes) add_note(html, note);
  for (const TextTable& table : section.tables) add_table(html, table);
  html += "</section>\n";
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
  add_claims(html, page);
  if (page.summary) add_section(html, page, *page.summary);
  for (const Section& section : page.sections) add_section(html, page, section);
  return html + "</body>\n</html>\n";
}

}  // namespace studies
