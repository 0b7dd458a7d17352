// The runs behind a figure, and the lines beneath it that tell of them.

#include "studies/glorot2010/report/figure_runs.h"

#include <cstdlib>

#include "studies/glorot2010/report/report.h"
#include "studies/support/files.h"
#include "tensor/error.h"
#include "tests/studies/glorot2010/claim_tables.h"
#include "tests/studies/page_text.h"

namespace glorot2010 {
namespace {

using Strings = std::vector<std::string>;

class FigureRunsOf : public ClaimTables {
 protected:
  // Two layers' worth of five: flat, with spikes of that height at both ends.
  void record_histogram(const std::string& run, double spike) const {
    std::string rows = "value,L1,L2,L3,L4,L5\n";
    for (const double value : {-0.9875, -0.5, 0.0, 0.5, 0.9875}) {
      const double density = value < -0.95 || value > 0.95 ? spike : 1;
      rows += fmt::format("{},{},1,1,1,1\n", value, density);
    }
    record(run, {{"errors.csv", errors(500'000, {88, 40})},
                 {"activations.csv", saturating(500'000, {1, 2, 3, 4, 5})},
                 {"histograms.csv", rows},
                 {"data.txt", "Shapeset; validation and test: 10000 examples\n"}});
  }

  // The figure of the page, which is written with that gnuplot.
  std::string figure(const std::string& id, const std::string& gnuplot = "no-such-gnuplot") const {
    write_report(file("out"), {.gnuplot = gnuplot});
    const std::string html = studies::page_text(get("out/report.html"));
    const std::size_t start = html.find(fmt::format("<figure id=\"{}\">", id));
    return start == html.npos ? "" : html.substr(start, html.find("</figure>", start) - start);
  }

  static bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }
};

TEST_F(FigureRunsOf, AreOneCommandWhereTheyDifferInTheRunAlone) {
  for (const char* run : {"a", "b", "d"}) record(run, {});
  record("c", {}, true, 8);
  EXPECT_EQ(commands_of(file("out"), {"a", "b", "c", "d"}),
            (Strings{"./run study glorot2010 run a b d --profile desk --seed 7",
                     "./run study glorot2010 run c --profile desk --seed 8"}));
}

TEST_F(FigureRunsOf, TellWhichAreNotFinished) {
  record("a", {}), record("b", {}, false);
  record("c", {{"errors.csv", errors(4, {88, 50})}}, false);
  EXPECT_EQ(unfinished_text(file("out"), {"a"}), "");
  EXPECT_EQ(unfinished_text(file("out"), {"a", "b"}), "b is not finished.");
  EXPECT_EQ(unfinished_text(file("out"), {"a", "b", "c"}),
            "b is not finished. c is not finished: 4 updates so far.");
}

TEST_F(FigureRunsOf, DoNotWaitForThoseThatAreDrawnBesideThem) {
  const FigureSpec spec{.runs = {"main"}, .also = {"also"}, .only_if = "histograms.csv"};
  record_histogram("main", 1);
  EXPECT_EQ(runs_to_draw(file("out"), spec, Figured::trainings).all(), Strings{"main"});
  record_end("also", 50, 20'000);
  EXPECT_EQ(runs_to_draw(file("out"), spec, Figured::trainings).all(), Strings{"main"})
      << "without the table that the figure is drawn from";
  record_histogram("also", 1);
  const FigureRuns runs = runs_to_draw(file("out"), spec, Figured::trainings);
  EXPECT_EQ(runs.main, Strings{"main"});
  EXPECT_EQ(runs.also, Strings{"also"});
  EXPECT_EQ(runs.note, "");
}

TEST_F(FigureRunsOf, AreNoBeginningForThoseBesideThem) {
  record_histogram("train-tanh", 1), record_histogram("train-softsign", 1);
  record_end("train-softsign-slower", 50, 20'000);
  EXPECT_TRUE(has(figure("fig03"), ">Figure 3</span>"));
}

TEST_F(FigureRunsOf, AreNoBeginningWhereTheFigureIsNoneOfThePaper) {
  record_end("depth-tanh-1", 50, 20'000), record_end("train-tanh", 50, 20'000);
  const std::string depths = figure("depths");
  EXPECT_TRUE(has(depths, ">Section 2.3</span>"));
  EXPECT_TRUE(has(depths, "run depth-tanh-1 train-tanh --profile desk --seed 7</code>"));
  EXPECT_TRUE(has(figure("fig11"), ">Figure 11, its beginning</span>"));
}

TEST_F(FigureRunsOf, FigureOneTellsItsSeed) {
  record("fig01", {{"samples.svg", "<svg/>"}});
  EXPECT_TRUE(has(figure("fig01"), "<dt>Note</dt><dd>Seed 7.</dd>"));
}

TEST_F(FigureRunsOf, TableOneHasItsCommandAndItsSeeds) {
  record_end("train-tanh", 42), record_end("train-softsign", 41.5);
  record_end("train-tanh-n", 60, 100'000);  // too short
  EXPECT_TRUE(has(figure("table1"),
                  "<code>./run study glorot2010 run train-tanh train-softsign --profile desk "
                  "--seed 7</code>"));
  EXPECT_TRUE(has(figure("table1"), " Seed 1.</dd>"));
  std::filesystem::create_directories(file("out/seed-3"));
  std::filesystem::copy(file("out/train-tanh"), file("out/seed-3/train-tanh"));
  EXPECT_TRUE(has(figure("table1"),
                  " Seed 1; the means are over seeds 1, 3, where they have been run.</dd>"));
  record_end("mnist-tanh", 2);
  const std::string table = figure("table1");
  EXPECT_TRUE(has(table, "<div class=\"wide on-narrow\"><table class=\"errors\">"));
  std::size_t tables = 0;  // one for a wide screen, and one for each set on a narrow one
  for (std::size_t at = 0; (at = table.find("<table", at)) != table.npos; ++at) ++tables;
  EXPECT_EQ(tables, 3u);
}

TEST_F(FigureRunsOf, FigureFourHasAThirdPanelForTheOtherRateAndSaysWhatIsCutOff) {
  if (std::system("gnuplot --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "needs gnuplot";
  record_histogram("train-tanh", 4), record_histogram("train-softsign", 1);
  const std::string two = figure("fig04", "gnuplot");
  EXPECT_FALSE(has(two, "Softsign at rate 0.03")) << two;
  EXPECT_TRUE(has(get("out/figures/fig04-train-tanh.svg"), "density; cut off above"));
  EXPECT_FALSE(has(get("out/figures/fig04-train-softsign.svg"), "cut off"));
  record_histogram("train-softsign-slower", 1);
  for (const char* id : {"fig03", "fig04"}) {
    const std::string three = figure(id, "gnuplot");
    EXPECT_TRUE(has(three, "<div class=\"drawings three\">")) << id;
    EXPECT_TRUE(has(three, "Softsign at rate 0.03")) << id;
    EXPECT_TRUE(has(three, "run train-tanh train-softsign train-softsign-slower")) << id;
  }
}

TEST_F(FigureRunsOf, CurvesOfErrorsAreDrawnForANarrowScreenToo) {
  if (std::system("gnuplot --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "needs gnuplot";
  record_end("train-sigmoid-4", 83), record_end("train-sigmoid-5", 83);
  const std::string drawn = figure("fig11", "gnuplot");
  EXPECT_TRUE(has(drawn, "<div class=\"wide on-broad\"><svg"));
  EXPECT_TRUE(has(drawn, "<div class=\"wide on-narrow\"><svg"));
  EXPECT_TRUE(has(drawn, "id='fig11-errors-narrow-gpDot'")) << "ids of the two must not clash";
}

}  // namespace
}  // namespace glorot2010
