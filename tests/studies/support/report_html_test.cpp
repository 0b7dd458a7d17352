#include "studies/support/report_html.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace studies {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Page page_with_claims() {
  return {.summary = Section{.id = "summary", .title = "In short"},
          .claims = {{.id = "C1", .source = "Figure 2", .mark = Mark::kGood, .verdict = "holds"},
                     {.id = "C2", .mark = Mark::kBad, .verdict = "fails"},
                     {.id = "C3", .verdict = "not run"}},
          .sections = {{.id = "figures",
                        .title = "Figures",
                        .figures = {{.id = "fig02", .label = "Figure 2", .claims = {"C1", "C2"}},
                                    {.id = "fig03", .label = "Figure 3", .claims = {"C2", "C9"}},
                                    {.id = "fig04", .label = "Figure 4"}}}}};
}

TEST(ReportPage, EscapesNotesAndTables) {
  const std::string html =
      page_html({.sections = {{.id = "one",
                               .title = "A & B",
                               .notes = {{.id = "n",
                                          .label = "<l>",
                                          .title = "<t>",
                                          .parts = {{"P", "<p>"}, {"", "a < b"}, {"Q", ""}}}},
                               .tables = {{.columns = {"\"c\""}, .rows = {{{"<x>", "<y>"}}}}}}}});
  EXPECT_TRUE(contains(html, "<a href=\"#one\">A &amp; B</a>"));
  EXPECT_TRUE(contains(html, "<span class=\"label\">&lt;l&gt;</span>&lt;t&gt;</h3>"));
  EXPECT_TRUE(contains(html, "<dt>P</dt><dd>&lt;p&gt;</dd>"));
  EXPECT_TRUE(contains(html, "<p>a &lt; b</p>"));
  EXPECT_FALSE(contains(html, "<dt>Q</dt>"));
  EXPECT_TRUE(
      contains(html, "<td data-name=\"&quot;c&quot;\">&lt;x&gt;<small>&lt;y&gt;</small></td>"));
}

TEST(ReportPage, NamesBelowAFigureItsClaimsWithTheirVerdicts) {
  const std::string html = page_html(page_with_claims());
  EXPECT_TRUE(contains(html,
                       "<dt>Claims</dt><dd><a href=\"#C1\">C1</a> <span class=\"good\">✓ "
                       "holds</span> · <a href=\"#C2\">C2</a> <span class=\"bad\">✗ "
                       "fails</span></dd>"));
  EXPECT_TRUE(contains(html,
                       "<dt>Claims</dt><dd><a href=\"#C2\">C2</a> <span class=\"bad\">✗ "
                       "fails</span></dd>"))
      << "of a claim that is not on the page nothing is said";
  const std::string last = html.substr(html.find("<figure id=\"fig04\">"));
  EXPECT_FALSE(contains(last, "<dt>Claims</dt>"));
}

TEST(ReportPage, LinksFromAClaimToTheFiguresThatShowIt) {
  const std::string html = page_html(page_with_claims());
  EXPECT_TRUE(contains(html, "<tr id=\"C1\">"));
  EXPECT_TRUE(contains(html, "<small>Figure 2 · see <a href=\"#fig02\">Figure 2</a></small>"));
  EXPECT_TRUE(contains(
      html, " · see <a href=\"#fig02\">Figure 2</a>; <a href=\"#fig03\">Figure 3</a></small>"));
  const std::string third = html.substr(html.find("<tr id=\"C3\">"));
  EXPECT_FALSE(contains(third.substr(0, third.find("</tr>")), "see"));
}

TEST(ReportPage, WithoutClaimsLinksToNone) {
  Page page = page_with_claims();
  page.claims.clear();
  const std::string html = page_html(page);
  EXPECT_FALSE(contains(html, "<dt>Claims</dt>"));
  EXPECT_FALSE(contains(html, "href=\"#C"));
}

TEST(ReportPage, OpensWithTheClaimsAndTheirTotals) {
  const std::string html = page_html(page_with_claims());
  const std::size_t totals = html.find("<p class=\"tally\">");
  const std::size_t table = html.find("<table class=\"claims\">");
  const std::size_t summary = html.find("<section id=\"summary\">");
  EXPECT_EQ(html.find("<section"), html.find("<section id=\"claims\">"));
  EXPECT_LT(totals, table);
  EXPECT_LT(table, summary);
  EXPECT_LT(summary, html.find("<section id=\"figures\">"));
  EXPECT_LT(html.find("href=\"#claims\""), html.find("href=\"#summary\""));
}

TEST(ReportPage, HasOfADrawingWithTwoFormsBoth) {
  const std::string html = page_html(
      {.sections = {
           {.figures = {
                {.drawings = {{.markup = "<svg>a</svg>"},
                              {.markup = "<svg>b</svg>", .narrow = "<svg>c</svg>", .wide = true},
                              {.problem = "no <d>"}}}}}}});
  EXPECT_TRUE(contains(html, "<div><svg>a</svg></div>"));
  EXPECT_TRUE(contains(html, "<div class=\"wide on-broad\"><svg>b</svg></div>"));
  EXPECT_TRUE(contains(html, "<div class=\"wide on-narrow\"><svg>c</svg></div>"));
  EXPECT_TRUE(contains(html, "<div class=\"problem wide\">no &lt;d&gt;</div>"));
}

TEST(ReportPage, BreaksACommandBetweenWordsAndANumberNeverBeforeItsPercent) {
  const std::string html = page_html(
      {.sections = {
           {.figures = {{.ours = "from 4 % to 5 %.", .commands = {"./run  a --seed <1>"}}}}}});
  EXPECT_TRUE(contains(html,
                       "<code><span>./run</span>  <span>a</span> <span>--seed</span> "
                       "<span>&lt;1&gt;</span></code>"));
  EXPECT_TRUE(contains(html, "<dd>from 4\u00a0% to 5\u00a0%.</dd>"));
}

}  // namespace
}  // namespace studies
