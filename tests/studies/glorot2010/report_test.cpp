#include "studies/glorot2010/report/report.h"

#include <fmt/core.h>

#include <cstdlib>
#include <set>
#include <utility>

#include "studies/glorot2010/claims/depths.h"
#include "studies/glorot2010/claims/ledger.h"
#include "studies/glorot2010/report/assumptions.h"
#include "studies/glorot2010/report/captions.h"
#include "studies/support/figure_theme.h"
#include "studies/support/files.h"
#include "studies/support/run_folder.h"
#include "tensor/error.h"
#include "tests/studies/page_text.h"
#include "tests/studies/scratch_folder.h"

namespace {

using glorot2010::write_report;
using studies::RunFolder;
using studies::Table;

std::filesystem::path scripts() {
  return std::filesystem::path(GRADFLOW_SOURCE_DIR) / "studies/glorot2010/figures";
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class Report : public ScratchFolder {
 protected:
  RunFolder finished_run(const std::string& id) {
    studies::Manifest manifest;
    manifest.command = "glorot2010 run " + id + " --seed 5";
    manifest.configuration = id;
    RunFolder folder(file("out"), id);
    folder.begin(manifest);
    folder.finish();
    return folder;
  }

  void put_jacobian_run() {
    const RunFolder folder = finished_run("jacobian");
    for (const char* name : {"standard.csv", "normalised.csv"}) {
      Table table({"value", "density"});
      for (int i = 0; i < 10; ++i) table.add_row({0.1 * i, i < 8 ? 1.25 : 0.0});
      folder.write_csv(name, table);
    }
    Table layers({"layer", "standard", "normalised"});
    for (int layer = 1; layer <= 4; ++layer) layers.add_row({layer, 0.5, 0.8});
    folder.write_csv("layers.csv", layers);
  }

  // Of so many rows, evenly apart.
  void put_training(const std::string& id, double updates, int rows = 3) {
    const RunFolder folder = finished_run(id);
    Table errors({"update", "examples", "validation_error", "test_error"});
    for (int row = 0; row < rows; ++row) {
      const double part = rows == 1 ? 0 : static_cast<double>(row) / (rows - 1);
      errors.add_row({part * updates, 10 * part * updates, 90 - 80 * part, 90 - 80 * part});
    }
    folder.write_csv("errors.csv", errors);
    folder.write("data.txt", "1 / 1 / 10000 examples\n");
  }

  std::string page() { return studies::page_text(get("out/report.html")); }
};

TEST_F(Report, SaysBesideAFigureWhichSeedsThereAre) {
  put_jacobian_run();
  write_report(file("out"), {.scripts = scripts()});
  EXPECT_TRUE(has(page(), "Seed 0."));
  std::filesystem::create_directories(file("out/seed-2"));
  std::filesystem::copy(file("out/jacobian"), file("out/seed-2/jacobian"));
  write_report(file("out"), {.scripts = scripts()});
  EXPECT_TRUE(has(page(), "From seed 0; seed 2 recorded too."));
}

TEST_F(Report, OfNothingNamesWhatToRun) {
  const glorot2010::ReportResult result = write_report(file("out"));
  EXPECT_EQ(result.drawn, 0);
  EXPECT_EQ(result.missing, 12);
  const std::string where = " --profile desk --out " + file("out").string();
  EXPECT_EQ(
      result.first_problem,
      "Figure 1: fig01 has not been run; to run it: ./run study glorot2010 run fig01" + where);
  EXPECT_TRUE(has(
      page(), "Not drawn: fig06 has not been run; to run it: ./run study glorot2010 run fig06"));
  EXPECT_TRUE(
      has(page(), "to run them: ./run study glorot2010 run train-sigmoid-4 train-sigmoid-5"));
  EXPECT_TRUE(has(page(), "train-softsign-n train-pretrained" + where));
}

TEST_F(Report, DrawsTheRunsThatExistWithTheirCommandAndNumbers) {
  if (std::system("gnuplot --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "needs gnuplot";
  put_jacobian_run();
  const glorot2010::ReportResult result = write_report(file("out"));
  EXPECT_EQ(result.drawn, 1) << result.first_problem;
  EXPECT_TRUE(has(page(), "mean singular value 0.500 standard, 0.800 normalised."));
  EXPECT_TRUE(has(page(), "<code>glorot2010 run jacobian --seed 5</code>"));
  EXPECT_TRUE(has(page(), "<svg class=\"drawing\""));
  EXPECT_TRUE(has(get("out/figures/jacobian-layers.svg"), "prefers-color-scheme: dark"));
}

TEST_F(Report, WithoutGnuplotKeepsTheTablesAndSaysWhy) {
  put_jacobian_run();
  const glorot2010::ReportResult result = write_report(file("out"), {.gnuplot = "no-such-gnuplot"});
  EXPECT_EQ(result.drawn, 0);
  EXPECT_TRUE(has(page(),
                  "gnuplot jacobian.gp: cannot start &#39;no-such-gnuplot&#39;: No such "
                  "file or directory; install gnuplot (Debian: gnuplot-nox) and draw "
                  "again"));
  EXPECT_TRUE(has(page(), "mean singular value 0.500 standard, 0.800 normalised."));
  EXPECT_TRUE(std::filesystem::exists(file("out/jacobian/layers.csv")));
}

TEST_F(Report, SaysWhichTableCannotBeRead) {
  put_jacobian_run();
  put("out/jacobian/layers.csv", "layer,standard,normalised\n1,0.5\n");
  write_report(file("out"));
  EXPECT_TRUE(has(page(), "layers.csv&#39; line 2 has 2 values, expected 3"));
}

TEST_F(Report, LeavesOutWhatAnotherProfileDraws) {
  write_report(file("out"));
  for (const char* id : {"id=\"fig04\"", "id=\"fig12-mnist\"", "id=\"depths\"", "id=\"table1\""})
    EXPECT_FALSE(has(page(), id)) << id;
  EXPECT_TRUE(has(page(), "id=\"fig11\""));
}

TEST_F(Report, DrawsFiguresOfTrainingsAndSaysWhenTheyOnlyBegin) {
  put_training("train-tanh", 199'999);
  put_training("mnist-tanh", 200'000);
  write_report(file("out"), {.gnuplot = "no-such-gnuplot"});
  EXPECT_TRUE(has(page(), "Figure 11, its beginning"));
  EXPECT_TRUE(has(page(), "<span class=\"label\">Figure 12, left</span>"));
  EXPECT_TRUE(has(page(), "after 2,000,000 examples: tanh 10.0 %."));
  EXPECT_FALSE(has(page(), "id=\"fig12-cifar10\""));
  EXPECT_TRUE(has(page(), "<th>Tanh</th><td><b>10.00</b>"));
  EXPECT_TRUE(has(page(), "Not in it, nor in its tests: train-softsign has not been run; "));
  EXPECT_TRUE(has(get("out/table1.csv"), "\nMNIST,Tanh,1,1000,10000,10,"));
}

TEST_F(Report, GivesOfFigure8TheRatiosOfPeaksAndOfRms) {
  const RunFolder folder = finished_run("fig08");
  for (const auto& [name, peak] :
       {std::pair("standard.csv", 5.0), std::pair("normalised.csv", 6.0)})
    folder.write(name, fmt::format("value,L1,L2,L3,L4,L5\n0,4,{},4,4,4\n1,1,1,1,1,1\n", peak));
  folder.write("layers.csv", "layer,standard,normalised\n1,2,2\n2,2.2,2\n3,2,1.6\n");
  EXPECT_TRUE(has(glorot2010::caption_fig08(file("out")),
                  "the highest peak of the five layers is 1.25 times the lowest with the standard "
                  "initialisation, 1.50 times with the normalised; the largest rms, of which claim "
                  "C6 speaks, is 1.10 and 1.25 times the smallest."));
}

TEST_F(Report, GivesOfFigure9TheMedianOfTheLastFifth) {
  for (const auto& [run, last] : {std::pair("train-tanh", 2), std::pair("train-tanh-n", 5)})
    finished_run(run).write("weight_gradients.csv",
                            fmt::format("update,L1_std,L5_std\n0,9,1\n399,7,1\n400,4,1\n450,6,1\n"
                                        "500,{},1\n",
                                        last));
  EXPECT_EQ(glorot2010::caption_fig09(file("out")),
            "layer 1 over layer 5, median over the last fifth of 500 updates: tanh 4.00, tanh N "
            "5.00.");
}

TEST_F(Report, GivesOfDepthsTheLowestValidationErrorsAfterEquallyManyUpdates) {
  const auto sweep = [&](glorot2010::Activation activation, double deepest) {
    int depth = 0;
    for (const std::string& run : glorot2010::runs_of_depths(activation)) {
      ++depth;
      finished_run(run).write("errors.csv", fmt::format("update,validation_error\n0,88\n100,{}\n{}",
                                                        depth == 5 ? deepest : 70 - depth,
                                                        depth == 5 ? "200,1\n" : ""));
    }
  };
  sweep(glorot2010::Activation::tanh, 50);
  sweep(glorot2010::Activation::softsign, 67);
  EXPECT_THROW(glorot2010::caption_depths(file("out")), gradflow::FileError);
  sweep(glorot2010::Activation::sigmoid, 83.5);
  EXPECT_EQ(glorot2010::caption_depths(file("out")),
            "depths 1 to 5: tanh 69.0, 68.0, 67.0, 66.0, 50.0 (best at 5, 100 updates); softsign "
            "69.0, 68.0, 67.0, 66.0, 67.0 (best at 4, 100 updates); sigmoid 69.0, 68.0, 67.0, "
            "66.0, 83.5 (best at 4, 100 updates).");
}

TEST_F(Report, LeavesOutATrainingThatHasNoTwoRowsYet) {
  put_training("train-tanh", 0, 1);
  put_training("train-softsign", 200'000);
  finished_run("train-tanh-n");
  put_training("mnist-tanh", 0, 1);
  std::filesystem::create_directories(file("out/seed-2"));
  std::filesystem::copy(file("out/mnist-tanh"), file("out/seed-2/mnist-softsign"),
                        std::filesystem::copy_options::recursive);
  put_training("mnist-softsign", 200'000);
  write_report(file("out"), {.gnuplot = "no-such-gnuplot"});
  const std::string html = page();
  EXPECT_TRUE(has(html, "Not drawn: train-tanh has one row so far</"));  // Figures 3 and 4
  EXPECT_TRUE(has(html, "train-tanh has one row so far; train-tanh-n has no row so far</"));
  EXPECT_TRUE(has(html, "train-tanh has one row so far; train-tanh-n has no row so far. Seed 0."));
  EXPECT_TRUE(has(html, "after 2,000,000 examples: softsign 10.0 %."));
  EXPECT_TRUE(has(html, "mnist-tanh has one row so far. Seed 0."));
}

TEST_F(Report, TellsARunThatIsNotFinished) {
  put_jacobian_run();
  std::filesystem::remove(file("out/jacobian/manifest.json"));
  studies::Manifest manifest;
  manifest.configuration = "jacobian";
  RunFolder(file("out"), "jacobian").begin(manifest);
  write_report(file("out"), {.gnuplot = "no-such-gnuplot"});
  EXPECT_TRUE(has(page(), "jacobian is not finished."));
}

TEST_F(Report, HasTheLedgerOnTop) {
  glorot2010::Ledger ledger;
  glorot2010::Claim claim{.id = "C7", .text = "A < B & C.", .paper = ".5 / .8"};
  claim.measure("mean", 0.492);
  claim.judge(false);
  ledger.add(claim);
  std::filesystem::create_directories(file("out"));
  ledger.write(file("out/claims.json"));
  write_report(file("out"));
  const std::string html = page();
  EXPECT_TRUE(has(html, "A &lt; B &amp; C."));
  EXPECT_TRUE(has(html, "<span class=\"mark bad\">✗ fails</span>"));
  EXPECT_TRUE(has(html, "<dt>mean</dt><dd>0.492</dd>"));
  EXPECT_LT(html.find("id=\"C7\""), html.find("id=\"fig01\""));
}

TEST_F(Report, HasTheLedgerFirstThenWhatCameOutInShortAndTheRestAfterTheFigures) {
  glorot2010::Ledger ledger;
  ledger.add({.id = "C7"});
  std::filesystem::create_directories(file("out"));
  ledger.write(file("out/claims.json"));
  put_jacobian_run();
  write_report(file("out"), {.gnuplot = "no-such-gnuplot"});
  const std::string html = page();
  std::size_t last = 0;
  for (const char* id : {"claims", "summary", "initialisation", "training", "departures",
                         "findings", "assumptions", "machine"}) {
    const std::size_t at = html.find(fmt::format("<section id=\"{}\">", id));
    ASSERT_NE(at, html.npos) << id;
    EXPECT_GT(at, last) << id;
    EXPECT_TRUE(has(html, fmt::format("<a href=\"#{}\">", id))) << id;
    last = at;
  }
  EXPECT_TRUE(has(html, "<td data-name=\"Run\">jacobian</td>"));
}

TEST(Assumptions, SayForEachOpenQuestionOnceWhatIsAssumed) {
  std::set<std::string> open;
  for (const glorot2010::Assumption& assumption : glorot2010::assumptions()) {
    EXPECT_TRUE(open.emplace(assumption.open).second) << assumption.open;
    EXPECT_STRNE(assumption.assumed, "") << assumption.open;
  }
  EXPECT_TRUE(open.contains("learning rates"));
}

TEST_F(Report, NeedsNoNetwork) {
  put_jacobian_run();
  write_report(file("out"));
  const std::string html = page();
  for (const char* reference : {"src=\"http", "href=\"http", "url(http", "@import", "<script"})
    EXPECT_FALSE(has(html, reference)) << reference;
}

TEST_F(Report, SaysWhenItsFolderCannotBeWritten) {
  put("out", "a file, not a folder");
  EXPECT_EQ(text_of<gradflow::FileError>([&] { write_report(file("out")); }),
            fmt::format("make_folder: cannot create the folder '{}': Not a directory",
                        file("out/figures").string()));
}

TEST(FigureTheme, HasADarkTwinForEveryColourOfTheStyle) {
  std::set<std::string> light;
  for (const studies::ThemeColour& colour : studies::figure_theme()) light.emplace(colour.light);
  int seen = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(scripts().parent_path().parent_path())) {
    if (entry.path().extension() != ".gp") continue;
    const std::string text = studies::read_file(entry.path());
    for (std::size_t at = 0; (at = text.find("\"#", at)) != text.npos; ++at) {
      const std::string colour = text.substr(at + 1, 7);
      EXPECT_TRUE(light.contains(colour)) << colour << " in " << entry.path();
      ++seen;
    }
  }
  EXPECT_GE(seen, static_cast<int>(light.size()) - 1);  // the black of gnuplot is in no script
}

}  // namespace
